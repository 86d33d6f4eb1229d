import { once } from "node:events";
import { createServer } from "node:http";

/**
 * An HTTP server that answers each request by the next function of a script, the last one over and over.
 *
 * @param {((request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse) => void)[]} script
 */
export async function scriptedService(script) {
  /** @type {{ method?: string, url?: string, headers: import("node:http").IncomingHttpHeaders, body: string }[]} */
  const requests = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    requests.push({ method: request.method, url: request.url, headers: request.headers, body });
    script[Math.min(requests.length, script.length) - 1](request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/**
 * @param {number} status
 * @param {unknown} value JSON, or a text as it is
 * @param {Record<string, string>} [headers]
 */
export const answer = (status, value, headers = {}) => (
  /** @type {unknown} */ _,
  /** @type {import("node:http").ServerResponse} */ response,
) => {
  response.writeHead(status, { "X-Request-Id": "req_1", "Content-Type": "application/json", ...headers });
  response.end(typeof value === "string" ? value : JSON.stringify(value));
};

/**
 * @param {number} status
 * @param {string} slug
 * @param {object} [more]
 */
export const problem = (status, slug, more = {}, headers = {}) => answer(status, {
  type: `urn:quotastack:problem:${slug}`, title: slug, status, detail: "for a test", instance: "/", request_id: "req_1", ...more,
}, headers);

/** Cuts the connection in place of an answer. */
export const cut = (/** @type {import("node:http").IncomingMessage} */ request) => request.socket.destroy();

/** Cuts it in the middle of one. */
export const cutShort = (
  /** @type {import("node:http").IncomingMessage} */ request,
  /** @type {import("node:http").ServerResponse} */ response,
) => {
  response.writeHead(201, { "Content-Length": 100 });
  response.write("{", () => request.socket.destroy());
};

/** Never answers. */
export const silence = () => {};
