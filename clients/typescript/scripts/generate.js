// Makes src/api.d.ts and src/operations.js of the OpenAPI document of a running process, or of a file:
//
//     node scripts/generate.js http://127.0.0.1:8080 [--check]
//
// With --check it writes nothing, and ends with 1 when the files are not those of the document.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** Refusals that the client returns as values; all else is thrown. */
const VALUES = ["402", "404", "409", "422"];
/** Health, readiness and metrics are for operators' tools. */
const LEFT_OUT = "system";
const CUSTOMER_PATH = "/v1/customers/{customer_id}";
const BY_EXTERNAL_ID = "ByExternalId";
const HEADER = "// Made by `npm run generate` of the OpenAPI document. Do not edit.\n";

const unique = (items) => [...new Set(items)];
const quoted = (text) => JSON.stringify(text);
const member = (name) => (/^[a-z_]\w*$/i.test(name) ? name : quoted(name));
const union = (types) => (types.length === 0 ? "never" : unique(types).join(" | "));

/** A documentation comment, or nothing. */
function comment(text, indent) {
  if (!text) return "";
  const lines = text.trim().replaceAll("*/", "*\\/").split("\n").map((line) => line.trim());
  return lines.length === 1
    ? `${indent}/** ${lines[0]} */\n`
    : `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join("\n")}\n${indent} */\n`;
}

/** The members of an object: [name, type, whether it may be left out, description]. */
function literal(members, indent) {
  if (members.length === 0) return "{}";
  const lines = members.map(([name, type, optional, description]) =>
    `${comment(description, `${indent}  `)}${indent}  ${member(name)}${optional ? "?" : ""}: ${type};\n`);
  return `{\n${lines.join("")}${indent}}`;
}

/** What the document says of members that depend on each other: exactly one of the alternatives holds. */
function alternatives(schema) {
  return (schema.if?.anyOf ?? [schema.if]).map((refused) => refused?.not?.oneOf).filter((oneOf) => oneOf);
}

const namesOf = (schemas) => unique(schemas.flatMap((one) => one.required ?? []));

/** The members of an alternative: those it needs, those it may have, and those it must not have. */
function alternative(chosen, names, optional, typed, indent) {
  const refused = chosen.not ? namesOf(chosen.not.anyOf) : names.filter((name) => !chosen.required.includes(name));
  return literal(unique([...names, ...optional]).map((name) => {
    if (refused.includes(name)) return [name, "undefined", true, ""];
    const constant = chosen.properties[name]?.const;
    const [, type, , description] = typed(name, false);
    return [name, constant === undefined ? type : quoted(constant), !chosen.required.includes(name), description];
  }), indent);
}

function object(schema, indent) {
  const properties = schema.properties ?? {};
  const required = schema.required ?? [];
  const groups = alternatives(schema);
  const needed = groups.map(namesOf);
  // Members that only some alternatives may have.
  const optional = groups.map((group, at) => namesOf(group.flatMap((one) => one.not?.anyOf ?? []))
    .filter((name) => !needed[at].includes(name)));
  const inGroups = new Set([...needed, ...optional].flat());
  const typed = (name, optional) =>
    [name, typeOf(properties[name], `${indent}  `), optional, properties[name].description];
  const own = Object.keys(properties).filter((name) => !inGroups.has(name))
    .map((name) => typed(name, !required.includes(name)));
  const parts = own.length > 0 || groups.length === 0 ? [literal(own, indent)] : [];
  groups.forEach((group, at) => parts.push(`(${group.map((chosen) =>
    alternative(chosen.required ? chosen : { required: [], properties: {}, not: chosen.not }, needed[at], optional[at],
      typed, indent)).join(" | ")})`));
  return parts;
}

function typeOf(schema, indent = "") {
  if (schema.$ref) return schema.$ref.split("/").at(-1);
  if ("const" in schema) return quoted(schema.const);
  if (schema.enum) return union(schema.enum.map(quoted));
  const parts = (schema.allOf ?? []).map((one) => typeOf(one, indent));
  if (schema.properties) parts.push(...object(schema, indent));
  const oneOf = schema.anyOf ?? schema.oneOf;
  if (oneOf) parts.push(oneOf.length === 1 ? typeOf(oneOf[0], indent) : `(${union(oneOf.map((one) => typeOf(one, indent)))})`);
  if (parts.length === 0) return union([schema.type ?? "unknown"].flat().map((type) => simple(type, schema, indent)));
  return parts.length === 1 ? parts[0].replace(/^\((.*)\)$/s, "$1") : parts.join(" & ");
}

function simple(type, schema, indent) {
  switch (type) {
    case "integer":
    case "number":
      return "number";
    case "array":
      return schema.maxItems === 0 ? "never[]" : `Array<${typeOf(schema.items ?? {}, indent)}>`;
    case "object":
      return schema.additionalProperties
        ? `Record<string, ${typeOf(schema.additionalProperties, indent)}>`
        : "Record<string, unknown>";
    default:
      return type;
  }
}

/** All members of a schema's objects, those of other schemas it is made of included. */
function memberNames(schema, schemas) {
  if (schema.$ref) return memberNames(schemas[typeOf(schema)], schemas);
  const below = [...(schema.allOf ?? []), ...(schema.oneOf ?? [])].flatMap((one) => memberNames(one, schemas));
  return [...Object.keys(schema.properties ?? {}), ...below];
}

function operationsOf(document) {
  const resolve = (parameter) => parameter.$ref
    ? document.components.parameters[parameter.$ref.split("/").at(-1)] : parameter;
  return Object.entries(document.paths)
    .flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })))
    .filter(({ operation }) => !operation.tags.includes(LEFT_OUT) && !operation.operationId.endsWith(BY_EXTERNAL_ID))
    .map(({ path, method, operation }) => {
      const parameters = operation.parameters.map(resolve);
      const ofCustomer = `${operation.operationId}${BY_EXTERNAL_ID}` in document.ids;
      const inPath = parameters.filter((one) => one.in === "path" && !(ofCustomer && one.name === "customer_id"));
      const body = operation.requestBody?.content["application/json"].schema;
      const made = {
        id: operation.operationId,
        description: [operation.summary, operation.description ?? ""].join(".\n").trim(),
        method: method.toUpperCase(),
        path: ofCustomer ? path.replace(CUSTOMER_PATH, "{customer}") : path,
        ofCustomer,
        inPath,
        query: parameters.filter((one) => one.in === "query"),
        keyed: parameters.some((one) => one.name === "Idempotency-Key"),
        body,
        bodyRequired: operation.requestBody?.required ?? false,
        responses: operation.responses,
      };
      const names = [...inPath, ...made.query].map((one) => one.name)
        .concat(ofCustomer ? ["customer_id", "external_customer_id"] : [])
        .concat(body ? unique(memberNames(body, document.components.schemas)) : []);
      if (unique(names).length < names.length) throw new Error(`${made.id}: one name in two places: ${names}`);
      return made;
    })
    .sort((one, other) => (one.id < other.id ? -1 : 1));
}

function input(operation) {
  const customers = ["customer_id", "external_customer_id"];
  const named = operation.query.filter((one) => customers.includes(one.name));
  // The client encodes what goes into a path.
  const typed = (one, optional) =>
    [one.name, typeOf(one.schema, "    "), optional, one.description?.replace(", percent-encoded", "")];
  const members = [...operation.inPath.map((one) => typed(one, false)),
    ...operation.query.filter((one) => !named.includes(one)).map((one) => typed(one, !one.required))];
  return [
    ...(operation.ofCustomer ? ["CustomerName"] : []),
    ...(named.length > 0 ? ["(CustomerName | NoCustomer)"] : []),
    ...(members.length > 0 ? [literal(members, "    ")] : []),
    ...(operation.body ? [operation.bodyRequired ? typeOf(operation.body) : `Partial<${typeOf(operation.body)}>`] : []),
  ].join(" & ") || "{}";
}

function types(document, operations) {
  const { schemas } = document.components;
  let text = `${HEADER}
/** Names a customer by exactly one of its names. */
export type CustomerName =
  | { customer_id: string; external_customer_id?: undefined }
  | { external_customer_id: string; customer_id?: undefined };
/** Names none. */
export type NoCustomer = { customer_id?: undefined; external_customer_id?: undefined };

/** The end of a problem's type, behind "urn:quotastack:problem:". */
export type ProblemSlug =
${schemas.Problem.properties.type.enum.map((urn) => `  | ${quoted(urn.split(":").at(-1))}`).join("\n")};
`;
  const events = Object.values(document.webhooks)
    .map(({ post }) => typeOf(post.requestBody.content["application/json"].schema));
  for (const [name, schema] of Object.entries(schemas).filter(([name]) => !events.includes(name))) {
    const type = typeOf(schema);
    const plain = type.startsWith("{\n") && type.indexOf("\n}") === type.length - 2;
    text += `\n${comment(schema.description, "")}export ${plain ? `interface ${name} ${type}` : `type ${name} = ${type};`}\n`;
  }
  const event = schemas[events[0]];
  text += `\nexport interface Event ${typeOf({ ...event, properties: { ...event.properties, type: { type: "string" }, data: { type: "object" } } })}\n`;
  text += "\n/** What is delivered to a webhook's endpoint: the data of each type of event. */\nexport interface EventData {\n";
  for (const [name, { post }] of Object.entries(document.webhooks)) {
    const { data } = schemas[typeOf(post.requestBody.content["application/json"].schema)].properties;
    text += `${comment(post.summary, "  ")}  ${quoted(name)}: ${typeOf(data)};\n`;
  }
  text += "}\n\n/** What each operation takes, answers, and refuses with a problem that is returned as a value. */\nexport interface Operations {\n";
  for (const operation of operations) {
    const answers = Object.entries(operation.responses).filter(([status]) => status.startsWith("2"))
      .map(([status, { content }]) => `${status}: ${typeOf(content["application/json"].schema)}`);
    const problems = VALUES.flatMap((status) =>
      operation.responses[status]?.content["application/problem+json"].schema.allOf[1].properties.type.enum ?? []);
    text += `${comment(operation.description, "  ")}  ${operation.id}: {
    input: ${input(operation)};
    answers: { ${answers.join("; ")} };
    problems: ${union(problems.map((urn) => quoted(urn.split(":").at(-1))))};
  };\n`;
  }
  return `${text}}\n`;
}

function table(operations) {
  const rows = operations.map((one) => `  ${one.id}: ${JSON.stringify({
    method: one.method,
    path: one.path,
    query: one.query.map((parameter) => parameter.name),
    keyed: one.keyed,
    body: one.body !== undefined,
  }).replaceAll(/"(\w+)":/g, "$1: ").replaceAll(/,(?=\S)/g, ", ").replace(/^\{(.*)\}$/, "{ $1 }")},\n`);
  return `${HEADER}
/**
 * How each operation is asked for: the method; the path, where {customer} stands for either name of one; which members
 * of its input go into the query; whether it takes an idempotency key; whether what is left of its input is a body.
 */
export const operations = Object.freeze({\n${rows.join("")}});\n`;
}

const [source, ...flags] = process.argv.slice(2);
if (!source || flags.some((flag) => flag !== "--check")) {
  console.error("usage: generate.js URL-or-file [--check]");
  process.exit(2);
}
const text = /^https?:/.test(source)
  ? await (await fetch(new URL("/openapi.json", source))).text()
  : await readFile(source, "utf8");
const document = JSON.parse(text);
document.ids = Object.fromEntries(Object.values(document.paths).flatMap(Object.values).map((one) => [one.operationId, true]));
const operations = operationsOf(document);
for (const [name, made] of [["api.d.ts", types(document, operations)], ["operations.js", table(operations)]]) {
  const file = fileURLToPath(new URL(`../src/${name}`, import.meta.url));
  if (flags.length === 0) {
    await writeFile(file, made);
  } else if (await readFile(file, "utf8") !== made) {
    console.error(`src/${name} is not that of this API: run \`node scripts/generate.js ${source}\``);
    process.exitCode = 1;
  }
}
