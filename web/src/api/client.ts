/** The one way to the server: JSON in, JSON out, every refusal a `Problem`. */
import { t } from "../texts";
import type { Command } from "./model";
import { TAB } from "./tab";

/** How long an answer may take before the page says that none came. */
const ANSWER_MS_MAX = 10_000;

/** A refusal: `code` for the program, `detail` a sentence for the person. Status 0: no answer came. */
export class Problem extends Error {
  readonly code: string;
  readonly detail: string;
  readonly status: number;
  constructor(code: string, detail: string, status: number) {
    super(detail);
    this.name = "Problem";
    this.code = code;
    this.detail = detail;
    this.status = status;
  }
}

/** The sentence to show for anything that was thrown. */
export function sentenceOf(error: unknown): string {
  return error instanceof Problem ? error.detail : t("app.problem.unknown");
}

type Method = "GET" | "POST" | "PUT" | "DELETE";
export interface Ask {
  body?: unknown;
  query?: Record<string, string | number | boolean | null | undefined>;
  signal?: AbortSignal | undefined;
  /** The caller deals with being signed out itself. */
  signedOut?: "quiet";
}

let whenSignedOut: () => void = () => undefined;
/** The router puts its way to the sign-in page here. */
export function onSignedOut(then: () => void): void {
  whenSignedOut = then;
}

/** `path` is below `/api/v1`. Throws `Problem`. A 401 of `signed_out` leads to the sign-in page. */
export async function request<T>(method: Method, path: string, ask: Ask = {}): Promise<T> {
  const late = AbortSignal.timeout(ANSWER_MS_MAX);
  const init: RequestInit = {
    method,
    credentials: "same-origin",
    signal: ask.signal ? AbortSignal.any([ask.signal, late]) : late,
    headers: method === "GET" ? { accept: "application/json" } : { accept: "application/json", "content-type": "application/json" },
  };
  if (ask.body !== undefined) init.body = JSON.stringify(ask.body);
  let response: Response;
  try {
    response = await fetch(address(path, ask.query), init);
  } catch (error) {
    if (ask.signal?.aborted) throw error;
    throw late.aborted
      ? new Problem("no_answer", t("app.problem.no_answer"), 0)
      : new Problem("no_connection", t("app.problem.no_connection"), 0);
  }
  if (response.ok) return (response.status === 204 ? undefined : await response.json()) as T;
  const problem = await problemOf(response);
  if (problem.status === 401 && problem.code === "signed_out" && ask.signedOut !== "quiet") whenSignedOut();
  throw problem;
}

/** Asks the desk for something in this tab's name. */
export function command(command: Command): Promise<{ note: number | null }> {
  return request("POST", "/commands", { body: { command, tab: TAB } });
}

function address(path: string, query: Ask["query"]): string {
  const words = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined) words.set(key, String(value));
  }
  const tail = words.toString();
  return `/api/v1${path}${tail ? `?${tail}` : ""}`;
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    const body = (await response.json()) as { code?: string; detail?: string };
    if (typeof body.detail === "string") return new Problem(body.code ?? "unknown", body.detail, response.status);
  } catch {
    // Not ours: a proxy in between answered with a page.
  }
  return new Problem("unknown", t("app.problem.status", { status: response.status }), response.status);
}
