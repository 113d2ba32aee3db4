// From Node's HTTP server to what Fedify takes and gives, and back.
import { createServer } from "node:http";

const MAX_BODY = 1_000_000;

export async function serve(port, answer) {
  const server = createServer(async (incoming, outgoing) => {
    try {
      const response = await answer(await read(incoming));
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      outgoing.end(Buffer.from(await response.arrayBuffer()));
    } catch (error) {
      console.error(error);
      outgoing.writeHead(500).end();
    }
  });
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  return server;
}

async function read(incoming) {
  const parts = [];
  let size = 0;
  for await (const part of incoming) {
    size += part.length;
    if (size > MAX_BODY) throw new Error("body too large");
    parts.push(part);
  }
  const headers = [];
  for (let at = 0; at < incoming.rawHeaders.length; at += 2) {
    headers.push([incoming.rawHeaders[at], incoming.rawHeaders[at + 1]]);
  }
  const url = `http://${incoming.headers.host}${incoming.url}`;
  return { method: incoming.method, url, headers, body: Buffer.concat(parts) };
}

// A message as Fedify takes it; made anew for each reader, because a body is read once.
export function request({ method, url, headers, body }) {
  const withBody = method !== "GET" && method !== "HEAD";
  return new Request(url, { method, headers, body: withBody ? body : undefined });
}
