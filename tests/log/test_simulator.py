"""Honest and dishonest publishers by the thousand before the monitor: no alarm for the first, one for each of the second (F13)."""

import os
from collections import Counter
from random import Random

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.log import attacks
from tests.log.publisher import Monitor, Publisher, lived
from tiyn import verifier

HISTORIES = 10_000 if os.environ.get("TIYN_TORTURE") else 200


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Signatures by the quick library, every hundredth by the verifier as well: what is judged here is the monitor."""
    own, count = verifier.ed25519, iter(range(1 << 62))

    def checked(public, message, signature):
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
            right = True
        except InvalidSignature:
            right = False
        assert next(count) % 100 or own(public, message, signature) == right
        return right

    monkeypatch.setattr(verifier, "ed25519", checked)


def test_honest_publishers_raise_no_alarm():
    looks = editions = withdrawals = 0
    for seed in range(HISTORIES):
        random = Random(seed)
        publisher = Publisher(random)
        watching = Monitor(publisher)
        lived(publisher, random.randint(1, 30), watching)
        assert watching.findings == [], f"seed {seed}: {watching.findings}"
        assert len(watching.seen.leaves) == len(publisher.entries)
        looks += watching.looks
        editions += sum(b"edition/v1" in one for one in publisher.entries)
        withdrawals += sum(b"withdrawal/v1" in one for one in publisher.entries)
    print(f"\n{HISTORIES} honest histories, {looks} looks, {editions} editions, {withdrawals} withdrawals: 0 alarms")


def test_every_dishonest_publisher_is_found_out():
    tried, missed, codes = Counter(), [], Counter()
    names = sorted(attacks.ATTACKS)
    for seed in range(HISTORIES):
        random = Random(f"dishonest {seed}")
        name = names[seed % len(names)]
        attack = attacks.ATTACKS[name]
        publisher = Publisher(random, random.choice(attack.policies))
        watching = Monitor(publisher)
        lived(publisher, random.randint(2, 30), watching)
        assert watching.findings == [], f"seed {seed}: an alarm before {name}"
        found = set(attack.run(publisher, watching))
        tried[name] += 1
        codes.update(found)
        if not found & attack.expected:
            missed.append((seed, name, found))
    kinds = ", ".join(f"{name} {count}" for name, count in sorted(tried.items()))
    print(
        f"\n{HISTORIES} dishonest histories, {HISTORIES - len(missed)} found out\n{kinds}\nfindings: {dict(sorted(codes.items()))}"
    )
    assert missed == []
