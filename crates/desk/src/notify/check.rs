//! What is wrong with a notification, in one sentence, where it is saved.

use super::{
    Block, CONVERSATION_LINK, Condition, MailPlan, NotificationSettings, Piece, TaskPlan, Variable,
    When,
};
use crate::problem::{Problem, ProblemCode};

/// Recipients of one notification: a mail goes to each, and a list belongs on the mail
/// server.
const RECIPIENTS_MAX: usize = 20;
/// The longest address (RFC 5321, 4.5.3.1.3, less the angle brackets).
const ADDRESS_CHARACTERS_MAX: usize = 254;
/// Blocks of a body: three pages of a mail that should be short.
const BLOCKS_MAX: usize = 200;
/// Lines of a list.
const ITEMS_MAX: usize = 200;
/// Pieces of a line.
const PIECES_MAX: usize = 200;
/// The longest words of one piece, in characters.
const TEXT_CHARACTERS_MAX: usize = 5_000;
/// All words of a mail together, in characters.
const MAIL_CHARACTERS_MAX: usize = 50_000;
/// The longest fallback, in characters: that of a value.
const FALLBACK_CHARACTERS_MAX: usize = 500;
/// The longest link, in characters, that mail programs follow.
const LINK_CHARACTERS_MAX: usize = 2_000;
/// How deep conditions lie in each other: more is a riddle.
const DEPTH_MAX: usize = 3;
/// Tests of one notification.
const TESTS_MAX: usize = 50;
/// Words of one test, and beginnings of numbers.
const WORDS_MAX: usize = 50;
/// The longest word or phrase, in characters.
const WORD_CHARACTERS_MAX: usize = 100;
/// The longest time until a task is due: a year.
const DUE_HOURS_MAX: u32 = 8_760;
/// The longest stretch of a call that a test asks for: a day.
const SECONDS_MAX: u32 = 86_400;

type Checked = Result<(), String>;

impl NotificationSettings {
    /// What is wrong with it by itself. Whether the teams, channels, tags and teammates it
    /// names exist is seen where it is saved.
    ///
    /// # Errors
    /// One sentence for whoever wrote it.
    pub fn validate(&self) -> Result<(), Problem> {
        self.checked().map_err(|why| Problem::new(ProblemCode::Invalid, why))
    }

    fn checked(&self) -> Checked {
        if self.mail.is_none() && self.alert.is_none() && self.task.is_none() {
            return Err(
                "A notification sends a mail, alerts the team or makes a task: choose one \
                        of these at least."
                    .to_owned(),
            );
        }
        if let When::Rule { condition } = &self.when {
            let mut tests = 0;
            condition_checked(condition, 1, &mut tests)?;
        }
        self.mail.as_ref().map_or(Ok(()), mail_checked)?;
        self.task.as_ref().map_or(Ok(()), task_checked)
    }
}

fn condition_checked(condition: &Condition, depth: usize, tests: &mut usize) -> Checked {
    if !matches!(condition, Condition::All { .. } | Condition::Any { .. }) {
        *tests += 1;
    }
    if *tests > TESTS_MAX {
        return Err(format!("A notification has at most {TESTS_MAX} conditions."));
    }
    let empty = |what: &str| Err(format!("A condition on {what} needs at least one of them."));
    match condition {
        Condition::All { of } | Condition::Any { of } => {
            if depth >= DEPTH_MAX {
                return Err(format!("Conditions lie at most {DEPTH_MAX} deep in each other."));
            }
            if of.is_empty() {
                return Err("A group of conditions needs at least one.".to_owned());
            }
            of.iter().try_for_each(|one| condition_checked(one, depth + 1, tests))
        }
        Condition::Outcome { one_of } if one_of.is_empty() => empty("outcomes"),
        Condition::Team { one_of } if one_of.is_empty() => empty("teams"),
        Condition::Channel { one_of } if one_of.is_empty() => empty("channels"),
        Condition::Tags { tags, .. } | Condition::NotTags { tags } if tags.is_empty() => {
            empty("tags")
        }
        Condition::Outcome { .. }
        | Condition::Team { .. }
        | Condition::Channel { .. }
        | Condition::Tags { .. }
        | Condition::NotTags { .. }
        | Condition::Direction { .. }
        | Condition::NoNotes => Ok(()),
        Condition::Caller { starts_with } => beginnings_checked(starts_with),
        Condition::Duration { at_least_s, at_most_s }
        | Condition::Talked { at_least_s, at_most_s } => stretch_checked(*at_least_s, *at_most_s),
        Condition::NoteWords { words, .. } => words_checked(words),
    }
}

fn beginnings_checked(starts_with: &[String]) -> Checked {
    if starts_with.is_empty() || starts_with.len() > WORDS_MAX {
        return Err(format!("A condition on numbers names 1 to {WORDS_MAX} beginnings."));
    }
    let wrong = starts_with.iter().find(|start| {
        let digits = start.chars().filter(char::is_ascii_digit).count();
        let plain = start.chars().all(|c| c.is_ascii_digit() || "+ -()/.".contains(c));
        !plain || !(1..=15).contains(&digits) || start.len() > WORD_CHARACTERS_MAX
    });
    match wrong {
        Some(start) => Err(format!("{start:?} is not how a number begins: write it like +49.")),
        None => Ok(()),
    }
}

fn stretch_checked(at_least_s: Option<u32>, at_most_s: Option<u32>) -> Checked {
    match (at_least_s, at_most_s) {
        (None, None) => Err("A condition on how long it took needs a limit.".to_owned()),
        (Some(least), Some(most)) if least > most => {
            Err("No call takes at least longer than at most: correct the two limits.".to_owned())
        }
        (least, most) if least.max(most) > Some(SECONDS_MAX) => {
            Err(format!("A condition on how long it took asks for at most {SECONDS_MAX} seconds."))
        }
        (Some(_), _) | (None, Some(_)) => Ok(()),
    }
}

fn words_checked(words: &[String]) -> Checked {
    if words.is_empty() || words.len() > WORDS_MAX {
        return Err(format!("A condition on notes names 1 to {WORDS_MAX} words or phrases."));
    }
    let wrong = words.iter().find(|word| {
        word.chars().count() > WORD_CHARACTERS_MAX || !word.chars().any(char::is_alphanumeric)
    });
    match wrong {
        Some(word) => Err(format!(
            "{:?} cannot be looked for: a word or phrase has letters or digits, and at most \
             {WORD_CHARACTERS_MAX} characters.",
            shortened(word)
        )),
        None => Ok(()),
    }
}

fn mail_checked(plan: &MailPlan) -> Checked {
    if plan.recipients.is_empty() || plan.recipients.len() > RECIPIENTS_MAX {
        return Err(format!("A mail needs 1 to {RECIPIENTS_MAX} recipients."));
    }
    for (n, recipient) in plan.recipients.iter().enumerate() {
        if !address_is_good(recipient) {
            return Err(format!(
                "{:?} is not an e-mail address such as team@example.com: write one address in \
                 each field.",
                shortened(recipient)
            ));
        }
        if plan.recipients[..n].iter().any(|other| other.eq_ignore_ascii_case(recipient)) {
            return Err(format!("{recipient} is there twice: one mail is enough."));
        }
    }
    one_line_checked(&plan.subject, "The subject")?;
    if plan.subject.is_empty() {
        return Err("A mail needs a subject.".to_owned());
    }
    if plan.body.is_empty() || plan.body.len() > BLOCKS_MAX {
        return Err(format!("The body of a mail has 1 to {BLOCKS_MAX} paragraphs."));
    }
    let mut characters = 0;
    for block in &plan.body {
        characters += block_checked(block)?;
    }
    if characters > MAIL_CHARACTERS_MAX {
        return Err(format!("A mail has at most {MAIL_CHARACTERS_MAX} characters: shorten it."));
    }
    Ok(())
}

fn task_checked(plan: &TaskPlan) -> Checked {
    one_line_checked(&plan.title, "The title of the task")?;
    if plan.due_after_hours.is_some_and(|hours| hours == 0 || hours > DUE_HOURS_MAX) {
        return Err(format!("A task is due after 1 to {DUE_HOURS_MAX} hours, or never."));
    }
    Ok(())
}

/// A subject and a title take words and variables, and nothing that only a page can show.
fn one_line_checked(pieces: &[Piece], what: &str) -> Checked {
    pieces_checked(pieces)?;
    let plain = pieces.iter().all(|piece| match piece {
        Piece::Text { bold, italic, link, text } => {
            !bold && !italic && link.is_none() && !text.chars().any(char::is_control)
        }
        Piece::Variable { bold, italic, .. } => !bold && !italic,
        Piece::Break => false,
    });
    if plain { Ok(()) } else { Err(format!("{what} is one line of plain words and variables.")) }
}

fn block_checked(block: &Block) -> Result<usize, String> {
    match block {
        Block::Paragraph { pieces } | Block::Heading { pieces } => pieces_checked(pieces),
        Block::Bullets { items } | Block::Numbers { items } => {
            if items.is_empty() || items.len() > ITEMS_MAX {
                return Err(format!("A list has 1 to {ITEMS_MAX} lines."));
            }
            items.iter().try_fold(0, |sum, pieces| Ok(sum + pieces_checked(pieces)?))
        }
    }
}

/// How many characters there are.
fn pieces_checked(pieces: &[Piece]) -> Result<usize, String> {
    if pieces.len() > PIECES_MAX {
        return Err(format!("A line is made of at most {PIECES_MAX} pieces."));
    }
    let mut characters = 0;
    for piece in pieces {
        characters += match piece {
            Piece::Text { text, link, .. } => {
                text_checked(text)?;
                link.as_deref().map_or(Ok(()), link_checked)?;
                text.chars().count()
            }
            Piece::Variable { variable, fallback, .. } => {
                variable_checked(variable)?;
                if fallback.chars().count() > FALLBACK_CHARACTERS_MAX {
                    return Err(format!(
                        "The words instead of {{{{{}}}}} have at most {FALLBACK_CHARACTERS_MAX} \
                         characters.",
                        variable.name()
                    ));
                }
                fallback.chars().count()
            }
            Piece::Break => 0,
        };
    }
    Ok(characters)
}

/// Braces in words would arrive as braces: whoever wrote them meant a variable.
fn text_checked(text: &str) -> Checked {
    if text.chars().count() > TEXT_CHARACTERS_MAX {
        return Err(format!("One piece of text has at most {TEXT_CHARACTERS_MAX} characters."));
    }
    if text.chars().any(|letter| letter.is_control() && letter != '\n' && letter != '\t') {
        return Err("The text has characters in it that cannot be shown: write it anew.".to_owned());
    }
    let Some(inside) = text.split_once("{{").and_then(|(_, rest)| rest.split_once("}}")) else {
        return Ok(());
    };
    let variable = Variable::from(inside.0.trim().to_owned());
    variable_checked(&variable)?;
    Err(format!(
        "{{{{{}}}}} stands in the text as words: put it in as a variable.",
        shortened(variable.name())
    ))
}

/// [004] names must be exact; the nearest right one is offered.
fn variable_checked(variable: &Variable) -> Checked {
    let Variable::Unknown(name) = variable else { return Ok(()) };
    let shown = shortened(name);
    if name.starts_with("dyn_") {
        return Err(format!(
            "{{{{{shown}}}}} is not the name of a variable: after dyn_ come 1 to 40 small letters, \
             digits and underscores."
        ));
    }
    let nearest = Variable::SYSTEM.iter().min_by_key(|system| distance(name, system.name()));
    let nearest = nearest.map_or("conversation_url", |nearest| nearest.name());
    Err(format!("There is no variable {{{{{shown}}}}}: did you mean {{{{{nearest}}}}}?"))
}

fn link_checked(link: &str) -> Checked {
    if link == CONVERSATION_LINK || link_is_safe(link) {
        return Ok(());
    }
    Err(format!(
        "{:?} is not a link that a mail can have: it begins with https:, http:, mailto: or tel:, \
         or is {CONVERSATION_LINK}.",
        shortened(link)
    ))
}

/// Whether a link leads where its beginning says, and is nothing else.
pub(super) fn link_is_safe(link: &str) -> bool {
    let after = ["https://", "http://", "mailto:", "tel:"].iter().find_map(|scheme| {
        link.get(..scheme.len())
            .filter(|start| start.eq_ignore_ascii_case(scheme))
            .and_then(|_| link.get(scheme.len()..))
    });
    let odd = |c: char| c.is_whitespace() || c.is_control() || "<>\"`\\{}|^".contains(c);
    after.is_some_and(|after| !after.is_empty())
        && link.chars().count() <= LINK_CHARACTERS_MAX
        && !link.chars().any(odd)
}

/// Whether an address is one address, and can stand in a header as it is.
pub(crate) fn address_is_good(address: &str) -> bool {
    let Some((local, domain)) = address.rsplit_once('@') else { return false };
    let odd = |c: char| {
        c.is_whitespace() || c.is_control() || !c.is_ascii() || "<>()[],;:\\\"@".contains(c)
    };
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    address.len() <= ADDRESS_CHARACTERS_MAX
        && (1..=64).contains(&local.len())
        && !local.chars().any(odd)
        && !local.starts_with(['.', '-'])
        && !local.ends_with('.')
        && !local.contains("..")
        && domain.contains('.')
        && domain.split('.').all(label)
}

/// What somebody wrote, short enough for a sentence.
fn shortened(text: &str) -> String {
    super::values::one_line(text, 60)
}

/// How many letters must be changed, added or taken away to make one of the other.
fn distance(one: &str, other: &str) -> usize {
    let one: Vec<char> = one.chars().take(2 * WORD_CHARACTERS_MAX).collect();
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let replaced = before + usize::from(a != b);
            before = row[j + 1];
            row[j + 1] = replaced.min(before + 1).min(row[j] + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}
