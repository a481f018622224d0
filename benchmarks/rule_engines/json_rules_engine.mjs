// json-rules-engine behind a pipe: rules and orders in, then commands a line each, one line of JSON out for each.
import { createInterface } from "node:readline";
import { Engine } from "json-rules-engine";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const read = async () => JSON.parse((await lines.next()).value);
const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

const { rules, orders } = await read();
const before = cpuSeconds();
const engine = new Engine(
  rules.map(({ id, conditions }) => ({ conditions: { all: conditions }, event: { type: id } })),
);
say(cpuSeconds() - before);

const hits = async (count) => {
  const found = [];
  for (const order of orders.slice(0, count)) {
    const { events } = await engine.run(order);
    found.push(events.map((event) => event.type));
  }
  return found;
};

const cost = async (count) => {
  const began = cpuSeconds();
  for (let turn = 0; turn < count; turn += 1) await engine.run(orders[turn % orders.length]);
  return cpuSeconds() - began;
};

const latencies = async (count) => {
  const found = [];
  for (let turn = 0; turn < count; turn += 1) {
    const began = performance.now();
    await engine.run(orders[turn % orders.length]);
    found.push((performance.now() - began) / 1e3);
  }
  return found;
};

const commands = { hits, cost, latencies };
for (;;) {
  const { value, done } = await lines.next();
  if (done) break;
  const { command, count } = JSON.parse(value);
  say(await commands[command](count));
}
