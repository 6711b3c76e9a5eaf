//! One caller or one phone, to be tried against any other SIP program.
//!
//! `by_hand dial ADDRESS NUMBER [SECONDS]` calls and sends a tone of 440 Hz;
//! `by_hand phone USER [SECONDS]` waits for calls and answers with 660 Hz.

use phones::{Audio, Behaviour, CallPlan, Exchange, Heard, PhonePlan, Sound};
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

type Outcome = Result<(), Box<dyn std::error::Error>>;

/// How often what is heard is written down.
const EVERY: Duration = Duration::from_secs(1);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["dial", address, number] => dial(address.parse()?, number, 5).await,
        ["dial", address, number, seconds] => {
            dial(address.parse()?, number, seconds.parse()?).await
        }
        ["phone", user] => phone(user, 60).await,
        ["phone", user, seconds] => phone(user, seconds.parse()?).await,
        _ => Err("dial ADDRESS NUMBER [SECONDS], or phone USER [SECONDS]".into()),
    }
}

async fn dial(server: SocketAddr, number: &str, seconds: u64) -> Outcome {
    let exchange = Exchange::open(IpAddr::V4(Ipv4Addr::LOCALHOST)).await?;
    let call = exchange.call(CallPlan {
        from: Some("+15550100".into()),
        audio: Audio::On(Sound::Tone(440)),
        ..CallPlan::new(number, server)
    })?;
    call.until(Duration::from_secs(30), |view| view.is_up() || view.ending().is_some()).await?;
    writeln!(std::io::stdout(), "{:?}", call.view().state)?;
    for _ in 0..seconds {
        tokio::time::sleep(EVERY).await;
        hears(&call.heard())?;
    }
    call.press('5');
    tokio::time::sleep(EVERY).await;
    call.hang_up();
    // The BYE wants its answer.
    tokio::time::sleep(EVERY).await;
    writeln!(std::io::stdout(), "{:?}, {:?}", call.view().state, exchange.counts())?;
    Ok(())
}

async fn phone(user: &str, seconds: u64) -> Outcome {
    let exchange = Exchange::open(IpAddr::V4(Ipv4Addr::LOCALHOST)).await?;
    let answer = Behaviour::AnswerAfter(Duration::from_millis(200));
    let audio = Audio::On(Sound::Tone(660));
    let phone = exchange.phone(PhonePlan { audio, ..PhonePlan::new(user, answer) })?;
    writeln!(std::io::stdout(), "{}", phone.uri())?;
    std::io::stdout().flush()?;
    for _ in 0..seconds {
        tokio::time::sleep(EVERY).await;
        if phone.view().is_up() {
            hears(&phone.heard())?;
        }
    }
    let view = phone.view();
    let digits = phone.heard().digits().to_owned();
    writeln!(std::io::stdout(), "{view:?}, digits {digits:?}, {:?}", exchange.counts())?;
    Ok(())
}

fn hears(heard: &Heard) -> std::io::Result<()> {
    let tone = |hz| heard.amplitude(hz, EVERY);
    writeln!(
        std::io::stdout(),
        "{} packets, loudness {:.3}, 440 Hz {:.3}, 660 Hz {:.3}, 1000 Hz {:.3}",
        heard.packets(),
        heard.loudness(EVERY),
        tone(440),
        tone(660),
        tone(1_000),
    )
}
