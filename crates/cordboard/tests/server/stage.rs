//! A server with two teammates, Ana and Ben, whose desk phones are real SIP.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use cordboard::config::{Config, Given};
use cordboard::{Running, WORKSPACE};
use phones::{Behaviour, Call, CallPlan, Exchange, Phone, PhonePlan};
use serde_json::{Value, json};

use crate::http::{Answer, ask};

pub(crate) const HOME: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
pub(crate) const NUMBER: &str = "+12025550100";
pub(crate) const TOKEN: &str = "the operator's token";

/// Longer than anything here takes, on the busiest machine.
pub(crate) const SOON: Duration = Duration::from_secs(20);

pub(crate) struct Stage {
    pub(crate) running: Running,
    pub(crate) callers: Exchange,
    pub(crate) ana: Phone,
    // Held, so that the phones stay on their desks.
    _phones: Exchange,
    _ben: Phone,
    pub(crate) folder: tempfile::TempDir,
}

/// The configuration file of such a server.
pub(crate) fn toml(ana: &str, ben: &str) -> String {
    format!(
        r#"
[sip]
bind = "127.0.0.1:0"
[[sip.trunks]]
name = "loopback"
addresses = ["127.0.0.1"]
[http]
bind = "127.0.0.1:0"
operator_token = "{TOKEN}"
[desk]
name = "Stage"
sip_phone_is_client = true
[[desk.team]]
id = 1
name = "Support"
[[desk.teammate]]
id = 1
name = "Ana"
sip_phones = ["{ana}"]
teams = [1]
status = "active"
[[desk.teammate]]
id = 2
name = "Ben"
sip_phones = ["{ben}"]
teams = [1]
status = "away"
[[desk.channel]]
id = 1
name = "Support line"
number = "{NUMBER}"
team = 1
recording = "on"
"#
    )
}

pub(crate) fn config(folder: &std::path::Path, toml: &str) -> Config {
    let file = folder.join("cordboard.toml");
    std::fs::write(&file, toml).unwrap();
    let given = Given { file: Some(file), data_dir: Some(folder.join("data")) };
    Config::read(&given, std::iter::empty()).unwrap()
}

impl Stage {
    /// Opens with a phone of Ana's that does what it is told.
    pub(crate) async fn open(ana: Behaviour) -> Self {
        Self::open_with(ana, "").await
    }

    /// Opens without desk phones that count: only who has a tab open is rung, there and on
    /// the desk phone, which does what it is told.
    pub(crate) async fn open_for_tabs(ana: Behaviour) -> Self {
        Self::open_changed(ana, |text| {
            text.replace("sip_phone_is_client = true", "sip_phone_is_client = false")
                .replace("status = \"away\"", "status = \"active\"")
        })
        .await
    }

    /// Opens without any desk phone: calls ring in pages, and are talked there. `workspace`
    /// is more lines about it.
    pub(crate) async fn open_for_browsers(workspace: &str) -> Self {
        let name = format!("name = \"Stage\"\n{workspace}");
        Self::open_changed(Behaviour::Dead, |text| {
            let kept = text.lines().filter(|line| !line.starts_with("sip_phone"));
            kept.collect::<Vec<_>>().join("\n").replace("name = \"Stage\"", &name)
        })
        .await
    }

    /// The same, with more lines about the workspace.
    pub(crate) async fn open_with(ana: Behaviour, workspace: &str) -> Self {
        let name = format!("name = \"Stage\"\n{workspace}");
        Self::open_changed(ana, |text| text.replace("name = \"Stage\"", &name)).await
    }

    /// Opens without a trunk: nobody can call yet.
    pub(crate) async fn open_without_trunks(ana: Behaviour) -> Self {
        let trunk = "[[sip.trunks]]\nname = \"loopback\"\naddresses = [\"127.0.0.1\"]\n";
        Self::open_changed(ana, |text| text.replace(trunk, "")).await
    }

    async fn open_changed(ana: Behaviour, change: impl Fn(String) -> String) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let phones = Exchange::open(HOME).await.unwrap();
        let ana = phones.phone(PhonePlan::new("ana", ana)).unwrap();
        let ben = phones.phone(PhonePlan::new("ben", Behaviour::Ignore)).unwrap();
        let text = change(toml(&ana.uri(), &ben.uri()));
        let config = config(folder.path(), &text);
        let running = cordboard::start(config).await.unwrap();
        let callers = Exchange::open(HOME).await.unwrap();
        Self { running, callers, ana, _phones: phones, _ben: ben, folder }
    }

    pub(crate) fn sip(&self) -> SocketAddr {
        self.running.sip_address()
    }

    /// A caller rings the support line.
    pub(crate) fn call(&self, from: &str) -> Call {
        let plan = CallPlan { from: Some(from.to_owned()), ..CallPlan::new(NUMBER, self.sip()) };
        self.callers.call(plan).unwrap()
    }

    /// A call that Ana talks on.
    pub(crate) async fn talking(&self, from: &str) -> (Call, u64) {
        let call = self.call(from);
        self.ana.until(SOON, |phone| phone.is_up()).await.unwrap();
        let live = self.live_until(|call| call["stage"] == "talking").await;
        (call, live["id"].as_u64().unwrap())
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        ask(self.running.http_address(), "GET", path, Some(TOKEN), None).await
    }

    pub(crate) async fn command(&self, teammate: u64, command: Value) -> Answer {
        let body = json!({ "teammate": teammate, "command": command });
        let server = self.running.http_address();
        ask(server, "POST", "/operator/v1/commands", Some(TOKEN), Some(&body)).await
    }

    /// Waits until some live call looks as wanted.
    pub(crate) async fn live_until(&self, wanted: impl Fn(&Value) -> bool) -> Value {
        let path = "/operator/v1/calls?state=live";
        self.some(path, |calls| calls.as_array().unwrap().iter().find(|one| wanted(one)).cloned())
            .await
    }

    /// Waits until a call's detail looks as wanted.
    pub(crate) async fn detail_until(&self, id: u64, wanted: impl Fn(&Value) -> bool) -> Value {
        let path = format!("/operator/v1/calls/{id}");
        self.some(&path, |call| wanted(call).then(|| call.clone())).await
    }

    async fn some(&self, path: &str, found: impl Fn(&Value) -> Option<Value>) -> Value {
        let mut last = Value::Null;
        let looking = async {
            loop {
                let answer = self.get(path).await;
                if answer.status == 200 {
                    last = answer.json();
                    if let Some(found) = found(&last) {
                        return found;
                    }
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        match tokio::time::timeout(SOON, looking).await {
            Ok(found) => found,
            Err(_) => panic!("it did not come in time; at last: {last:#}"),
        }
    }

    /// Waits until the server says it is ready, or not.
    pub(crate) async fn ready_until(&self, status: u16) -> Answer {
        let looking = async {
            loop {
                let answer = self.get("/readyz").await;
                if answer.status == status {
                    return answer;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(SOON, looking).await.unwrap()
    }

    /// Ends the server and proves that what it wrote is sound.
    pub(crate) async fn close(self) {
        let store = std::sync::Arc::clone(self.running.store());
        self.running.stop().await;
        let breaches = store.check(WORKSPACE).await.unwrap();
        assert!(breaches.is_empty(), "{breaches:#?}");
    }
}

/// The words of a call's timeline.
pub(crate) fn words(call: &Value) -> Vec<String> {
    let lines = call["timeline"].as_array().unwrap().iter();
    let shown = lines.filter(|line| line["details"] == false);
    shown.map(|line| line["text"].as_str().unwrap().to_owned()).collect()
}
