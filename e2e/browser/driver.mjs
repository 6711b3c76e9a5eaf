// A real Chromium that does what a test says: one order a line on standard input, one
// answer a line on standard output, in JSON. Persons are browser contexts, so several
// teammates sit in one program without sharing a cookie.
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";
import { AxeBuilder } from "@axe-core/playwright";

const launch = JSON.parse(process.argv[2]);
const browser = await chromium.launch({
  executablePath: launch.chromium,
  headless: true,
  args: [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    // Without a microphone to fake there is none at all. Whether the page may use it is
    // said for each person, as a person would answer the browser's question.
    ...(launch.microphone
      ? ["--use-fake-device-for-media-stream", `--use-file-for-fake-audio-capture=${launch.microphone}`]
      : []),
    "--autoplay-policy=no-user-gesture-required",
    "--allow-loopback-in-peer-connection",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    ...(launch.arguments ?? []),
  ],
  // Playwright's own choice would give every page a microphone that says nothing.
  ignoreDefaultArgs: ["--mute-audio"],
});

const persons = new Map();
const pages = new Map();
let numbered = 0;

// What the page says on its console, and what it throws, belongs to the test's record.
function listen(page, kept) {
  page.on("console", (message) => {
    // The test's own ear, see overhear, makes Chromium warn.
    if (message.text().includes("ScriptProcessorNode")) return;
    if (message.type() === "error" || message.type() === "warning") {
      kept.push(`${message.type()}: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => kept.push(`thrown: ${error.message}`));
  page.on("crash", () => kept.push("crashed"));
}

function open(name) {
  const found = pages.get(name);
  if (!found) throw new Error(`there is no page ${name}`);
  return found;
}

function find(page, order) {
  let place = page;
  if (order.inside) place = page.getByRole(order.inside.role, { name: order.inside.name });
  if (order.css) return place.locator(order.css);
  if (order.label) return place.getByLabel(order.label, { exact: order.exact ?? false });
  if (order.text) return place.getByText(order.text, { exact: order.exact ?? false });
  return place.getByRole(order.role, { name: order.name, exact: order.exact ?? false });
}

// Runs in the page: what the teammate hears for so long, 8,000 samples a second.
async function overhear(ms) {
  const element = document.querySelector("audio[data-remote]");
  const stream = element?.srcObject;
  if (!stream || stream.getAudioTracks().length === 0) return [];
  const context = (window.__ear ??= new AudioContext({ sampleRate: 8000 }));
  await context.resume();
  const source = context.createMediaStreamSource(stream);
  const ear = context.createScriptProcessor(1024, 1, 1);
  const heard = [];
  const enough = (ms * 8000) / 1000;
  await new Promise((done) => {
    const late = setTimeout(done, ms * 4 + 1000);
    ear.onaudioprocess = ({ inputBuffer }) => {
      for (const one of inputBuffer.getChannelData(0)) heard.push(Math.round(one * 32767));
      if (heard.length >= enough) {
        clearTimeout(late);
        done();
      }
    };
    source.connect(ear);
    ear.connect(context.destination);
  });
  source.disconnect();
  ear.disconnect();
  return heard;
}

// Runs in the page: waits until what was changed a moment ago (scheme, size, a menu) is drawn as
// it stays. A colour on its way has the contrast of neither end. The longest motion of the look
// takes 240 ms; what runs for a second and more shows time going by, or never ends.
async function still() {
  const MOTION_MS_MAX = 1_000;
  await new Promise((then) => requestAnimationFrame(then));
  for (;;) {
    const moving = document.getAnimations().filter((one) => {
      const ends = Number(one.effect?.getComputedTiming().endTime ?? 0);
      return one.playState === "running" && ends <= MOTION_MS_MAX;
    });
    if (moving.length === 0) return;
    await Promise.allSettled(moving.map((one) => one.finished));
  }
}

// A page hears of another scheme or size some frames after the browser has it: listens, lets it
// be changed, and waits for the word. Without a media query it is the window that hears.
async function heard(page, { media, wanted, event }, change) {
  await page.evaluate(
    ({ media, wanted, event }) => {
      const [target, holds] = media
        ? [matchMedia(media), matchMedia(media).matches === wanted]
        : [window, innerWidth === wanted.width && innerHeight === wanted.height];
      window.__heard = holds ? null : new Promise((then) => target.addEventListener(event, () => then(null), { once: true }));
    },
    { media, wanted, event },
  );
  await change();
  await page.evaluate(() => window.__heard);
  await page.evaluate(still);
}

const orders = {
  async person({ name, width, height, dark, storage, microphone, reduced }) {
    const context = await browser.newContext({
      viewport: { width: width ?? 1280, height: height ?? 800 },
      colorScheme: dark ? "dark" : "light",
      reducedMotion: reduced ? "reduce" : "no-preference",
      permissions: microphone === false ? [] : ["microphone"],
      ignoreHTTPSErrors: true,
    });
    if (storage) {
      await context.addInitScript((kept) => {
        // A sandboxed frame, in which mails are shown, has no storage.
        if (window.top !== window) return;
        for (const [key, value] of Object.entries(kept)) localStorage.setItem(key, value);
      }, storage);
    }
    persons.set(name, context);
  },
  async page({ person, url }) {
    const page = await persons.get(person).newPage();
    page.setDefaultTimeout(20_000);
    const name = `${person}-${(numbered += 1)}`;
    const kept = [];
    listen(page, kept);
    pages.set(name, { page, kept });
    if (url) await page.goto(url);
    return name;
  },
  async goto({ page, url }) {
    await open(page).page.goto(url);
  },
  async reload({ page }) {
    await open(page).page.reload();
  },
  async close({ page }) {
    await open(page).page.close({ runBeforeUnload: false });
    pages.delete(page);
  },
  async leave({ person }) {
    await persons.get(person).close();
    persons.delete(person);
  },
  async click(order) {
    await find(open(order.page).page, order).first().click({ force: order.force ?? false });
  },
  async fill(order) {
    await find(open(order.page).page, order).first().fill(order.value);
  },
  async choose(order) {
    await find(open(order.page).page, order).first().selectOption(order.value);
  },
  async press({ page, keys }) {
    await open(page).page.keyboard.press(keys);
  },
  async type({ page, keys }) {
    await open(page).page.keyboard.type(keys);
  },
  async wait(order) {
    const found = find(open(order.page).page, order).first();
    await found.waitFor({ state: order.state ?? "visible", timeout: order.ms ?? 20_000 });
  },
  async count(order) {
    return find(open(order.page).page, order).count();
  },
  async words(order) {
    return find(open(order.page).page, order).allInnerTexts();
  },
  async attribute(order) {
    return find(open(order.page).page, order).first().getAttribute(order.attribute);
  },
  async title({ page }) {
    return open(page).page.title();
  },
  async url({ page }) {
    return open(page).page.url();
  },
  async run({ page, script, value }) {
    return open(page).page.evaluate(`(${script})(${JSON.stringify(value ?? null)})`);
  },
  async size({ page, width, height }) {
    const its = open(page).page;
    await heard(its, { wanted: { width, height }, event: "resize" }, () => its.setViewportSize({ width, height }));
  },
  async scheme({ page, dark }) {
    const its = open(page).page;
    const scheme = { media: "(prefers-color-scheme: dark)", wanted: dark, event: "change" };
    await heard(its, scheme, () => its.emulateMedia({ colorScheme: dark ? "dark" : "light" }));
  },
  async permission({ person, names }) {
    const context = persons.get(person);
    await context.clearPermissions();
    if (names.length > 0) await context.grantPermissions(names);
  },
  async offline({ person, on }) {
    await persons.get(person).setOffline(on);
  },
  async protocol({ page, method, params }) {
    const { page: its } = open(page);
    const session = (open(page).session ??= await its.context().newCDPSession(its));
    return session.send(method, params ?? {});
  },
  async shot({ page, path, whole }) {
    await open(page).page.evaluate(still);
    await open(page).page.screenshot({ path, fullPage: whole ?? false, animations: "disabled" });
  },
  async hear({ page, ms }) {
    return open(page).page.evaluate(overhear, ms);
  },
  async axe({ page }) {
    await open(page).page.evaluate(still);
    // A mail stands in a frame that runs nothing, axe neither: it would knock there for minutes.
    const results = await new AxeBuilder({ page: open(page).page })
      .exclude("iframe[sandbox]")
      .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
      .analyze();
    return results.violations.map((one) => ({
      id: one.id,
      impact: one.impact,
      help: one.help,
      nodes: one.nodes.slice(0, 5).map((node) => `${node.target.join(" ")}: ${node.html.slice(0, 200)}`),
    }));
  },
  async complaints({ page }) {
    return open(page).kept;
  },
};

function say(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

say({ ready: true });
const lines = createInterface({ input: process.stdin });
lines.on("line", async (line) => {
  const { id, order, ...rest } = JSON.parse(line);
  try {
    if (!orders[order]) throw new Error(`no such order: ${order}`);
    say({ id, value: (await orders[order](rest)) ?? null });
  } catch (error) {
    say({ id, error: String(error.message ?? error) });
  }
});
// The test is over, or died: nothing of the browser stays behind.
lines.on("close", async () => {
  await browser.close();
  process.exit(0);
});
