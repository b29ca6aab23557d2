// Receipts judged by the portal's own verify.js, with the WebCrypto of Node: a line of JSON in, "yes" or "no" out.
import { createInterface } from "node:readline";

globalThis.document = { querySelector: () => null };
const { verify } = await import(process.argv[2]);
for await (const line of createInterface({ input: process.stdin })) {
  let said = "yes";
  try {
    await verify(JSON.parse(line));
  } catch {
    said = "no";
  }
  console.log(said);
}
