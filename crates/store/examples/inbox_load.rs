//! Measures what the inbox costs with a history: every view, state and order, from the
//! first page to the last of so many conversations, the counts, and finding contacts.
//! Prints the median and the longest of each in microseconds.
//!
//! `inbox_load [CONVERSATIONS]`, in a folder of its own under the system's temporary one.

use std::io::Write;
use std::time::{Duration, Instant};

use desk::{
    CallId, ChannelId, ContactContent, ContactId, ContactRow, ConversationId, ConversationRow,
    ConversationState, Millis, Row, TeamId, TeammateId, WorkspaceId,
};
use store::{Batch, InboxPage, Sort, Store, StoreSettings, Whose};

type Failure = Box<dyn std::error::Error>;

const WORKSPACE: WorkspaceId = WorkspaceId(1);

/// Rows of one page, as the page asks for them.
const PAGE: u32 = 51;

/// Pages read of each list at most, spread over all of it.
const PAGES_MAX: usize = 200;

fn main() -> Result<(), Failure> {
    let count = std::env::args().nth(1).map_or(Ok(100_000), |text| text.parse())?;
    let folder = std::env::temp_dir().join(format!("inbox-load-{}", std::process::id()));
    let url = format!("sqlite://{}/load.db", folder.display());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let measured = runtime.block_on(measure(&url, count));
    std::fs::remove_dir_all(&folder)?;
    measured
}

fn rows(id: u64) -> [Row; 2] {
    let active = Millis(1_700_000_000_000 + i64::try_from(id).unwrap_or(0) * 60_000);
    let contact =
        ContactRow { id: ContactId(id), created: active, last_active: active, erased: None };
    let content = ContactContent {
        number: Some(format!("+1555{id:07}")),
        name: Some(format!("Caller {id}")),
        email: None,
    };
    let conversation = ConversationRow {
        id: ConversationId(id),
        contact: contact.id,
        channel: ChannelId(1),
        call: Some(CallId(id)),
        // One of ten is open, one of four is nobody's.
        state: if id.is_multiple_of(10) {
            ConversationState::Open
        } else {
            ConversationState::Closed
        },
        teammate: (!id.is_multiple_of(4)).then_some(TeammateId(id % 100)),
        team: Some(TeamId(id % 20)),
        notes: 0,
        active,
        tags: std::collections::BTreeSet::new(),
    };
    [Row::Contact(contact, Some(content)), Row::Conversation(conversation)]
}

async fn measure(url: &str, count: u64) -> Result<(), Failure> {
    let store = Store::open(&StoreSettings::new(url)).await?;
    let epoch = store.raise_epoch(WORKSPACE).await?;
    let ids: Vec<u64> = (1..=count).collect();
    for ids in ids.chunks(1_000) {
        let rows: Vec<Row> = ids.iter().copied().flat_map(rows).collect();
        let batch = Batch { facts: &[], rows: &rows, jobs: &[], receipts: &[] };
        store.commit(WORKSPACE, epoch, Millis(0), &batch).await?;
    }
    let mut out = std::io::stdout();
    writeln!(out, "{count} conversations; median and longest in µs")?;
    let lists = [
        ("all", Whose::All),
        ("unassigned", Whose::Unassigned),
        ("yours", Whose::Teammate(TeammateId(7))),
        ("team", Whose::Team(TeamId(3))),
    ];
    for (name, whose) in lists {
        for standing in [Some(ConversationState::Open), Some(ConversationState::Closed), None] {
            for sort in [Sort::Newest, Sort::Oldest] {
                let took =
                    pages(&store, InboxPage { whose, standing, sort, after: None, limit: PAGE });
                let words = format!("{name} {standing:?} {sort:?}");
                say(&mut out, &words, took.await?)?;
            }
        }
        let begun = Instant::now();
        store.open_conversations(WORKSPACE, whose).await?;
        say(&mut out, &format!("count of {name}"), vec![begun.elapsed()])?;
    }
    let teams: Vec<_> = (0..20).map(TeamId).collect();
    let begun = Instant::now();
    store.open_by_team(WORKSPACE, &teams).await?;
    say(&mut out, "counts of 20 teams", vec![begun.elapsed()])?;
    for words in ["caller 9", "zzz", "+15550012", "4321"] {
        let begun = Instant::now();
        store.find_contacts(WORKSPACE, words, 20).await?;
        say(&mut out, &format!("search for {words}"), vec![begun.elapsed()])?;
    }
    store.close().await;
    Ok(())
}

/// How long each page of a list took; of long lists some pages from everywhere.
async fn pages(store: &Store, first: InboxPage) -> Result<Vec<Duration>, Failure> {
    let (mut took, mut page) = (Vec::new(), first);
    while took.len() < PAGES_MAX {
        let begun = Instant::now();
        let rows = store.inbox(WORKSPACE, &page).await?;
        took.push(begun.elapsed());
        let Some(last) = rows.last() else { break };
        // Steps of ten pages and more, so that the end of the list is reached as well.
        let step = 10 * 60_000 * i64::from(PAGE);
        let on =
            if page.sort == Sort::Newest { last.active.0 - step } else { last.active.0 + step };
        page.after = Some((Millis(on), last.id));
    }
    Ok(took)
}

fn say(out: &mut impl Write, what: &str, mut took: Vec<Duration>) -> std::io::Result<()> {
    took.sort();
    let median = took.get(took.len() / 2).copied().unwrap_or_default().as_micros();
    let longest = took.last().copied().unwrap_or_default().as_micros();
    writeln!(out, "{what:<40} {median:>8} {longest:>8}")
}
