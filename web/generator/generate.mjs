/** Makes web/src/api/types.ts from crates/api/openapi.json. The first line of the file
    carries the hashes of what was read and of what was written: a test of the server
    compares them, so that a stale or hand-changed file is found without Node. */
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const DESCRIPTION = new URL("../../crates/api/openapi.json", import.meta.url);
const TYPES = new URL("../src/api/types.ts", import.meta.url);

const hash = (text) => createHash("sha256").update(text, "utf8").digest("hex");

const description = await readFile(DESCRIPTION, "utf8");
const nodes = await openapiTS(JSON.parse(description), {
  alphabetize: true,
  // What has a default value is always in an answer, and may be left out of a request.
  defaultNonNullable: false,
  rootTypes: true,
  rootTypesNoSchemaPrefix: true,
});
const types = astToString(nodes);
await writeFile(
  TYPES,
  `// Made by web/generator from crates/api/openapi.json. ${hash(description)} ${hash(types)}\n${types}`,
);
