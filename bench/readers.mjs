// Reads the journal's entries as other programs do, and prints {"ms","entries"}.
// Usage: node readers.mjs viem|ethers URL JOURNAL BUCKET FIRST_BLOCK LAST_BLOCK
// Only fetching and decoding is timed, not the start of Node.js. Nothing is replayed or proven.

const [library, url, journal, bucket, first, last] = process.argv.slice(2);
const EVENT =
  "event Entry(uint16 indexed bucket, uint64 seq, uint64 time, uint8 kind, bytes32 writer, " +
  "bytes32 fingerprint, bytes16 nonce, bytes16 tag, bytes data)";
// The page and the number in flight that were fastest for both.
const BLOCKS = 10;
const IN_FLIGHT = 2;

const makers = {
  async viem() {
    const { createPublicClient, http, parseAbiItem } = await import("viem");
    const client = createPublicClient({ transport: http(url, { timeout: 600_000, retryCount: 0 }) });
    const event = parseAbiItem(EVENT);
    return (fromBlock, toBlock) =>
      client.getLogs({
        address: journal,
        event,
        args: { bucket: Number(bucket) },
        fromBlock: BigInt(fromBlock),
        toBlock: BigInt(toBlock),
        strict: true,
      });
  },
  async ethers() {
    const { Contract, JsonRpcProvider, Network } = await import("ethers");
    const staticNetwork = Network.from(31337);
    const provider = new JsonRpcProvider(url, staticNetwork, { staticNetwork, batchMaxCount: 1 });
    const contract = new Contract(journal, [EVENT], provider);
    const filter = contract.filters.Entry(Number(bucket));
    return (from, to) => contract.queryFilter(filter, from, to);
  },
};

const read = await makers[library]();
const started = performance.now();
let next = Number(first);
let entries = 0;
let sum = 0n;
async function worker() {
  while (next <= Number(last)) {
    const from = next;
    const to = Math.min(from + BLOCKS - 1, Number(last));
    next = to + 1;
    for (const log of await read(from, to)) {
      // What is decoded is used, so that nobody decodes it later.
      sum += BigInt(log.args.seq);
      entries += 1;
    }
  }
}
await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
const ms = performance.now() - started;
console.log(JSON.stringify({ ms, entries, sum: sum.toString() }));
process.exit(0);
