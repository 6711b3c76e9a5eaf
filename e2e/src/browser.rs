//! Chromium (Debian package `chromium`): the browser of one or several teammates, driven
//! by `e2e/browser/driver.mjs` over its standard input. The microphone says a tone; what
//! the teammate hears is measured in the page.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::oneshot;

use crate::tones::{Sounding, listen};
use crate::wait::{SOON, until};
use crate::{Folder, wav};

/// Where Debian puts the browser.
const CHROMIUM: &str = "/usr/bin/chromium";

/// Longer than any call of the tests; the microphone repeats it.
const TONE_SECONDS: u32 = 20;

/// The longest that one order to the browser may take.
const ORDER_MAX: Duration = Duration::from_secs(60);

/// How long the page listens before it says what it hears.
const EARFUL_MS: u64 = 600;

type Waiting = Arc<Mutex<HashMap<u64, oneshot::Sender<Result<Value, String>>>>>;

/// A running browser; it ends with the value.
#[derive(Debug)]
pub struct Browser {
    child: Child,
    orders: Mutex<ChildStdin>,
    waiting: Waiting,
    next: AtomicU64,
    _folder: Folder,
}

/// How a person sits before the screen.
#[derive(Debug, Clone, Copy)]
pub struct Desk {
    /// Width of the window in CSS pixels.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// Light or dark.
    pub theme: Theme,
    /// Whether the page may use the microphone.
    pub microphone: Microphone,
}

impl Default for Desk {
    fn default() -> Self {
        Self { width: 1_280, height: 800, theme: Theme::Light, microphone: Microphone::Granted }
    }
}

/// What the system prefers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// What the person said when asked for the microphone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Microphone {
    /// Yes.
    Granted,
    /// No.
    Refused,
}

/// A page of a person.
#[derive(Debug, Clone)]
pub struct Page<'a> {
    browser: &'a Browser,
    name: String,
}

/// An element, as a person names it.
#[derive(Debug, Clone)]
pub struct Find(Value);

impl Find {
    /// By its role and its accessible name, or a part of it.
    #[must_use]
    pub fn role(role: &str, name: &str) -> Find {
        Find(json!({ "role": role, "name": name }))
    }

    /// A button of exactly this name.
    #[must_use]
    pub fn button(name: &str) -> Find {
        Find(json!({ "role": "button", "name": name, "exact": true }))
    }

    /// By the words of its label.
    #[must_use]
    pub fn label(label: &str) -> Find {
        Find(json!({ "label": label }))
    }

    /// By its text, or a part of it.
    #[must_use]
    pub fn text(text: &str) -> Find {
        Find(json!({ "text": text }))
    }

    /// By its whole text.
    #[must_use]
    pub fn words(text: &str) -> Find {
        Find(json!({ "text": text, "exact": true }))
    }

    /// By a selector of CSS, where nothing that a person sees tells it from others.
    #[must_use]
    pub fn css(selector: &str) -> Find {
        Find(json!({ "css": selector }))
    }

    /// Only inside this other element.
    #[must_use]
    pub fn inside(mut self, role: &str, name: &str) -> Find {
        self.0["inside"] = json!({ "role": role, "name": name });
        self
    }
}

/// Something that a person who needs help to see or to press would stumble over.
#[derive(Debug, Clone, Deserialize)]
pub struct Barrier {
    /// The rule of axe-core.
    pub id: String,
    /// How bad it is.
    pub impact: Option<String>,
    /// The rule in words.
    pub help: String,
    /// Where.
    pub nodes: Vec<String>,
}

impl Browser {
    /// Starts a browser whose microphone says a tone of `hz`.
    ///
    /// # Panics
    /// When Chromium, Node or the driver's packages are not there, or it does not start.
    pub async fn start(hz: u16) -> Browser {
        let folder = Folder::new("browser");
        folder.write("said.wav", wav::tone(hz, TONE_SECONDS));
        let microphone = folder.join("said.wav");
        Browser::launch(folder, Some(&microphone)).await
    }

    /// Starts a browser on a machine that has no microphone.
    ///
    /// # Panics
    /// As [`Browser::start`].
    pub async fn start_without_microphone() -> Browser {
        Browser::launch(Folder::new("browser"), None).await
    }

    async fn launch(folder: Folder, microphone: Option<&Path>) -> Browser {
        let driver = driver();
        let launch = json!({ "chromium": CHROMIUM, "microphone": microphone });
        let mut command = Command::new("node");
        command.arg(&driver).arg(launch.to_string());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut child =
            command.spawn().unwrap_or_else(|why| panic!("Node cannot be started: {why}"));
        let input = child.stdin.take().unwrap_or_else(|| panic!("the driver takes no orders"));
        let output = child.stdout.take().unwrap_or_else(|| panic!("the driver says nothing"));
        let waiting: Waiting = Arc::default();
        let (ready, started) = oneshot::channel();
        lock(&waiting).insert(0, ready);
        let kept = Arc::clone(&waiting);
        std::thread::spawn(move || follow(output, &kept));
        let next = AtomicU64::new(1);
        let browser = Browser { child, orders: Mutex::new(input), waiting, next, _folder: folder };
        let started = tokio::time::timeout(ORDER_MAX, started).await;
        assert!(
            matches!(started, Ok(Ok(Ok(_)))),
            "Chromium does not start: {CHROMIUM} and the packages of e2e/browser are needed \
             (`cargo xtask test` installs both)"
        );
        browser
    }

    /// A person with cookies of their own.
    ///
    /// # Panics
    /// When the browser refuses.
    pub async fn person(&self, name: &str, desk: Desk) {
        let order = json!({
            "name": name,
            "width": desk.width,
            "height": desk.height,
            "dark": desk.theme == Theme::Dark,
            "microphone": desk.microphone == Microphone::Granted,
            // The fake microphone's tone is no speech: a real one's treatment would eat it.
            "storage": { "cordboard.phone": PLAIN_MICROPHONE },
        });
        self.ask("person", order).await;
    }

    /// A new page of that person at this address.
    pub async fn page<'a>(&'a self, person: &str, url: &str) -> Page<'a> {
        let name = self.ask("page", json!({ "person": person, "url": url })).await;
        let name = name.as_str().unwrap_or_default().to_owned();
        Page { browser: self, name }
    }

    /// The person leaves: all their pages close, their cookies go.
    pub async fn leave(&self, person: &str) {
        self.ask("leave", json!({ "person": person })).await;
    }

    /// Changes what the person's pages may use from now on, `microphone` for example.
    pub async fn permit(&self, person: &str, names: &[&str]) {
        let order = json!({ "person": person, "names": names });
        self.ask("permission", order).await;
    }

    async fn ask(&self, order: &str, rest: Value) -> Value {
        let told = self.try_ask(order, rest.clone()).await;
        told.unwrap_or_else(|why| panic!("the browser could not {order} {rest}: {why}"))
    }

    async fn try_ask(&self, order: &str, mut rest: Value) -> Result<Value, String> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let (asker, answer) = oneshot::channel();
        lock(&self.waiting).insert(id, asker);
        rest["id"] = json!(id);
        rest["order"] = json!(order);
        let sent = writeln!(lock(&self.orders), "{rest}");
        sent.map_err(|why| format!("the driver is gone: {why}"))?;
        match tokio::time::timeout(ORDER_MAX, answer).await {
            Ok(Ok(told)) => told,
            Ok(Err(_)) => Err("the driver is gone".to_owned()),
            Err(_) => Err(format!("no answer within {} s", ORDER_MAX.as_secs())),
        }
    }
}

/// What the devices' setting holds when nothing treats the microphone's sound.
const PLAIN_MICROPHONE: &str =
    r#"{"echoCancellation":false,"noiseSuppression":false,"autoGain":false}"#;

impl Page<'_> {
    /// Goes to an address.
    pub async fn go(&self, url: &str) {
        self.ask("goto", json!({ "url": url })).await;
    }

    /// Reloads.
    pub async fn reload(&self) {
        self.ask("reload", json!({})).await;
    }

    /// Closes the tab.
    pub async fn close(&self) {
        self.ask("close", json!({})).await;
    }

    /// Presses an element with the mouse.
    pub async fn click(&self, find: &Find) {
        self.ask("click", find.0.clone()).await;
    }

    /// Writes into a field.
    pub async fn fill(&self, find: &Find, value: &str) {
        let mut order = find.0.clone();
        order["value"] = json!(value);
        self.ask("fill", order).await;
    }

    /// Presses keys together: `Alt+Shift+A`, `Tab`, `Enter`.
    pub async fn press(&self, keys: &str) {
        self.ask("press", json!({ "keys": keys })).await;
    }

    /// Types letters one after the other.
    pub async fn type_in(&self, letters: &str) {
        self.ask("type", json!({ "keys": letters })).await;
    }

    /// Waits until the element is to be seen.
    pub async fn until_shows(&self, find: &Find) {
        self.ask("wait", find.0.clone()).await;
    }

    /// Waits until the element is not to be seen (any more).
    pub async fn until_gone(&self, find: &Find) {
        let mut order = find.0.clone();
        order["state"] = json!("hidden");
        self.ask("wait", order).await;
    }

    /// How many such elements there are.
    pub async fn count(&self, find: &Find) -> u64 {
        self.ask("count", find.0.clone()).await.as_u64().unwrap_or_default()
    }

    /// What stands in all such elements.
    pub async fn words(&self, find: &Find) -> Vec<String> {
        let words = self.ask("words", find.0.clone()).await;
        serde_json::from_value(words).unwrap_or_default()
    }

    /// An attribute of the first such element.
    pub async fn attribute(&self, find: &Find, attribute: &str) -> Option<String> {
        let mut order = find.0.clone();
        order["attribute"] = json!(attribute);
        self.ask("attribute", order).await.as_str().map(str::to_owned)
    }

    /// The tab's title.
    pub async fn title(&self) -> String {
        self.ask("title", json!({})).await.as_str().unwrap_or_default().to_owned()
    }

    /// Where it is.
    pub async fn url(&self) -> String {
        self.ask("url", json!({})).await.as_str().unwrap_or_default().to_owned()
    }

    /// Runs a function of JavaScript in the page.
    pub async fn run(&self, script: &str) -> Value {
        self.ask("run", json!({ "script": script })).await
    }

    /// Gives the window another size.
    pub async fn resize(&self, width: u32, height: u32) {
        self.ask("size", json!({ "width": width, "height": height })).await;
    }

    /// Lets the system prefer another theme.
    pub async fn theme(&self, theme: Theme) {
        self.ask("scheme", json!({ "dark": theme == Theme::Dark })).await;
    }

    /// Sends a command of the browser's own protocol.
    pub async fn protocol(&self, method: &str, params: Value) -> Value {
        self.ask("protocol", json!({ "method": method, "params": params })).await
    }

    /// Takes a picture into the folder `shots` of the work tree, which git ignores.
    ///
    /// # Panics
    /// When the folder cannot be made.
    pub async fn shot(&self, name: &str) {
        let folder = root().join("shots");
        std::fs::create_dir_all(&folder)
            .unwrap_or_else(|why| panic!("{} cannot be made: {why}", folder.display()));
        let path = folder.join(format!("{name}.png"));
        self.ask("shot", json!({ "path": path })).await;
    }

    /// Pictures of what is on the screen now: light and dark, wide and narrow.
    pub async fn shots(&self, name: &str) {
        for (width, height, size) in [(1_280, 800, "1280"), (390, 844, "390")] {
            self.resize(width, height).await;
            for (theme, shade) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
                self.theme(theme).await;
                self.shot(&format!("{name}-{size}-{shade}")).await;
            }
        }
        self.theme(Theme::Light).await;
        self.resize(1_280, 800).await;
    }

    /// What axe-core finds on the page.
    pub async fn barriers(&self) -> Vec<Barrier> {
        let found = self.ask("axe", json!({})).await;
        serde_json::from_value(found).unwrap_or_else(|why| panic!("axe says something odd: {why}"))
    }

    /// Pictures of what is on the screen, and nothing for axe to find in either theme.
    ///
    /// # Panics
    /// When axe finds something, or a picture is missing or empty.
    pub async fn looked_at(&self, name: &str) {
        self.shots(name).await;
        for (theme, shade) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
            self.theme(theme).await;
            let barriers = self.barriers().await;
            assert!(barriers.is_empty(), "{name}, {shade}: {barriers:#?}");
        }
        self.theme(Theme::Light).await;
        for size in ["1280", "390"] {
            for shade in ["light", "dark"] {
                let shot = root().join("shots").join(format!("{name}-{size}-{shade}.png"));
                let bytes = shot.metadata().map_or(0, |shot| shot.len());
                assert!(bytes > 2_000, "{} holds {bytes} bytes", shot.display());
            }
        }
    }

    /// Errors and warnings of the page's console, and what it has thrown.
    pub async fn complaints(&self) -> Vec<String> {
        let kept = self.ask("complaints", json!({})).await;
        serde_json::from_value(kept).unwrap_or_default()
    }

    /// The samples of what the teammate hears now.
    pub async fn hears(&self) -> Vec<i16> {
        let heard = self.ask("hear", json!({ "ms": EARFUL_MS })).await;
        serde_json::from_value(heard).unwrap_or_default()
    }

    /// What the teammate hears now, where peers may be saying `tones`.
    pub async fn listen(&self, tones: &[u16]) -> Sounding {
        let mut heard = self.hears().await;
        // What does not come in time is silence.
        let wanted = usize::try_from(EARFUL_MS).unwrap_or_default() * wav::RATE as usize / 1_000;
        heard.resize(heard.len().max(wanted), 0);
        listen(&heard, tones)
    }

    /// Waits until what the teammate hears is this.
    pub async fn until_hears(&self, wanted: Sounding, tones: &[u16]) {
        let what = format!("the teammate hears {wanted:?}");
        until(&what, SOON, async || (self.listen(tones).await == wanted).then_some(())).await;
    }

    async fn ask(&self, order: &str, mut rest: Value) -> Value {
        rest["page"] = json!(self.name);
        match self.browser.try_ask(order, rest.clone()).await {
            Ok(value) => value,
            Err(why) => self.give_up(order, &rest, &why).await,
        }
    }

    /// Shows what the page looked like when something did not happen.
    async fn give_up(&self, order: &str, rest: &Value, why: &str) -> ! {
        let name = format!("failed-{}-{}", std::process::id(), self.name);
        let path = root().join("shots").join(format!("{name}.png"));
        let _ = std::fs::create_dir_all(root().join("shots"));
        let shot = json!({ "page": self.name, "path": path });
        let _ = self.browser.try_ask("shot", shot).await;
        let page = json!({ "page": self.name });
        let said = self.browser.try_ask("complaints", page).await;
        panic!(
            "the page could not {order} {rest}: {why}\nits console: {said:?}\n\
             a picture of it is {}",
            path.display()
        )
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver closes the browser when it is not listened to any more; a driver that
        // does not is ended.
        let _ = writeln!(lock(&self.orders), "{{\"order\":\"leave\"}}");
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lock<T>(kept: &Mutex<T>) -> MutexGuard<'_, T> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

fn follow(output: impl std::io::Read, waiting: &Waiting) {
    for line in BufReader::new(output).lines() {
        let Ok(line) = line else { break };
        let Ok(mut told) = serde_json::from_str::<Value>(&line) else { continue };
        let id = told["id"].as_u64().unwrap_or_default();
        let answer = match told["error"].as_str() {
            None => Ok(told["value"].take()),
            Some(error) => Err(error.to_owned()),
        };
        if let Some(asker) = lock(waiting).remove(&id) {
            // Who asked may have given up.
            let _ = asker.send(answer);
        }
    }
    lock(waiting).clear();
}

/// The work tree.
fn root() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    folder.parent().unwrap_or(folder).to_owned()
}

fn driver() -> PathBuf {
    root().join("e2e").join("browser").join("driver.mjs")
}
