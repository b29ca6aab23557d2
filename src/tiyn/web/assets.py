"""Fetch the pages' fonts and the SQL page's engine with npm and put them beside the style sheets.

`python -m tiyn.web.assets` copies what the pages load, and the licences, to `static/vendor/`
with a manifest of SHA-256. Without npm it says so: the pages use the system's fonts, the SQL page has no engine.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import brotli

ROOT = Path(__file__).resolve().parents[3]
VENDOR = Path(__file__).resolve().parent / "static" / "vendor"
SCRIPTS = ("cyrillic", "cyrillic-ext", "latin", "latin-ext")

# where it lies under node_modules -> what it is called in vendor/
FILES: dict[str, str] = {
    **{
        f"@fontsource-variable/{family}/files/{family}-{script}-wght-normal.woff2": f"{family}-{script}-wght-normal.woff2"
        for family in ("onest", "literata")
        for script in SCRIPTS
    },
    "@fontsource-variable/onest/LICENSE": "onest-LICENSE.txt",
    "@fontsource-variable/literata/LICENSE": "literata-LICENSE.txt",
    # static weights for charts drawn to PNG: the renderer reads TTF only
    "@expo-google-fonts/onest/400Regular/Onest_400Regular.ttf": "onest-400.ttf",
    "@expo-google-fonts/onest/700Bold/Onest_700Bold.ttf": "onest-700.ttf",
    "@expo-google-fonts/onest/LICENSE_FONT": "onest-ttf-LICENSE.txt",
    # the last release that carries Parquet inside: docs/decisions/0013
    "@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js": "duckdb-eh.worker.js",
    "@duckdb/duckdb-wasm/dist/duckdb-eh.wasm": "duckdb-eh.wasm",
    "@duckdb/duckdb-wasm/package.json": "duckdb-package.json",  # names the licence, MIT
}
# Too heavy to be packed for every reader anew; a packed copy lies beside each.
PACKED = ("duckdb-eh.worker.js", "duckdb-eh.wasm")
NAMES = frozenset(FILES.values()) | {f"{name}.br" for name in PACKED}


def install(npm: str) -> None:
    """Install exactly what package-lock.json names; no package's own scripts run."""
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(command, cwd=ROOT, check=True)


def copy(modules: Path, vendor: Path) -> dict[str, str]:
    """Copy FILES from `modules` to `vendor`, pack PACKED; gives {name: sha256}, also written as manifest.json."""
    vendor.mkdir(parents=True, exist_ok=True)
    manifest: dict[str, str] = {}
    for source, name in sorted(FILES.items(), key=lambda item: item[1]):
        content = (modules / source).read_bytes()
        kept = {name: content} | ({f"{name}.br": brotli.compress(content, quality=9)} if name in PACKED else {})
        for one, held in kept.items():
            (vendor / one).write_bytes(held)
            manifest[one] = hashlib.sha256(held).hexdigest()
    (vendor / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return manifest


def complete(vendor: Path) -> bool:
    """Whether every file of NAMES is there and is what the manifest says."""
    try:
        manifest = json.loads((vendor / "manifest.json").read_text(encoding="utf-8"))
        return set(manifest) == NAMES and all(
            hashlib.sha256((vendor / name).read_bytes()).hexdigest() == digest for name, digest in manifest.items()
        )
    except FileNotFoundError:
        return False


def main() -> int:
    """Exit code 0 also without npm: the pages work with the system's fonts."""
    if complete(VENDOR):
        print(f"assets: already in {VENDOR}")
        return 0
    npm = shutil.which("npm")
    if npm is None:
        print("assets: npm is not installed; pages will use the system's fonts, and /sql will have no engine", file=sys.stderr)
        return 0
    try:
        install(npm)
    except subprocess.CalledProcessError as failure:
        print(
            f"assets: npm failed ({failure.returncode}); pages will use the system's fonts, and /sql will have no engine",
            file=sys.stderr,
        )
        return 0
    print(f"assets: {len(copy(ROOT / 'node_modules', VENDOR))} files in {VENDOR}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
