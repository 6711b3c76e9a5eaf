//! A mail as it is sent: one subject, and the body twice, as HTML and as plain text.
//!
//! Everything that came from outside is escaped once, on its way into the page, and never
//! looked at again: braces in a name stay braces, and a name never becomes a link.

use super::check::link_is_safe;
use super::values::{Values, one_line};
use super::{Block, CONVERSATION_LINK, MailPlan, Piece, Variable};

/// The longest subject, in characters; a mail program shows far less.
const SUBJECT_CHARACTERS_MAX: usize = 200;

/// A finished mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedMail {
    /// One line.
    pub subject: String,
    /// The body as a page of its own, with all styles inside.
    pub html: String,
    /// The body as plain text.
    pub text: String,
}

const PAGE: &str = "margin:0;padding:24px;background:#f4f6f4;color:#161a18;\
                    font:16px/1.5 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const PAPER: &str = "max-width:640px;margin:0 auto;padding:24px 28px;background:#ffffff;\
                     border:1px solid #dfe3e0;border-radius:8px;word-break:break-word";
const PARAGRAPH: &str = "margin:0 0 14px";
const HEADING: &str = "margin:0 0 10px;font-size:19px;line-height:1.3";
const LIST: &str = "margin:0 0 14px;padding-left:24px";
const LINK: &str = "color:#0b6478";

impl Values<'_> {
    pub(super) fn mail(&self, plan: &MailPlan) -> RenderedMail {
        let mut html = String::new();
        let mut text = String::new();
        for block in &plan.body {
            self.block(block, &mut html, &mut text);
        }
        let subject = self.line(&plan.subject, SUBJECT_CHARACTERS_MAX);
        RenderedMail {
            html: format!(
                "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\">\
                 <meta name=\"viewport\" content=\"width=device-width\"><title>{}</title></head>\
                 <body style=\"{PAGE}\"><div style=\"{PAPER}\">\n{html}</div></body></html>\n",
                escaped(&subject)
            ),
            text: format!("{}\n", text.trim()),
            subject,
        }
    }

    /// Pieces as one line of plain text.
    pub(super) fn line(&self, pieces: &[Piece], characters_max: usize) -> String {
        let mut line = String::new();
        for piece in pieces {
            match piece {
                Piece::Text { text, .. } => line.push_str(text),
                Piece::Variable { variable, fallback, .. } => {
                    line.push_str(&self.standing(variable, fallback));
                }
                Piece::Break => line.push(' '),
            }
        }
        one_line(&line, characters_max)
    }

    fn block(&self, block: &Block, html: &mut String, text: &mut String) {
        match block {
            Block::Paragraph { pieces } => {
                html.push_str(&format!(
                    "<p dir=\"auto\" style=\"{PARAGRAPH}\">{}</p>\n",
                    self.html(pieces)
                ));
                text.push_str(&format!("{}\n\n", self.text(pieces)));
            }
            Block::Heading { pieces } => {
                html.push_str(&format!(
                    "<h2 dir=\"auto\" style=\"{HEADING}\">{}</h2>\n",
                    self.html(pieces)
                ));
                text.push_str(&format!("{}\n\n", self.text(pieces)));
            }
            Block::Bullets { items } => self.list("ul", items, html, text, |_| "- ".to_owned()),
            Block::Numbers { items } => {
                self.list("ol", items, html, text, |n| format!("{}. ", n + 1));
            }
        }
    }

    fn list(
        &self,
        tag: &str,
        items: &[Vec<Piece>],
        html: &mut String,
        text: &mut String,
        mark: impl Fn(usize) -> String,
    ) {
        html.push_str(&format!("<{tag} style=\"{LIST}\">\n"));
        for (n, pieces) in items.iter().enumerate() {
            html.push_str(&format!("<li dir=\"auto\">{}</li>\n", self.html(pieces)));
            text.push_str(&format!("{}{}\n", mark(n), self.text(pieces)));
        }
        html.push_str(&format!("</{tag}>\n"));
        text.push('\n');
    }

    fn html(&self, pieces: &[Piece]) -> String {
        pieces.iter().map(|piece| self.html_piece(piece)).collect()
    }

    fn html_piece(&self, piece: &Piece) -> String {
        match piece {
            Piece::Text { text, bold, italic, link } => {
                let marked = marked(&escaped(text), *bold, *italic);
                match link.as_deref().and_then(|link| self.target(link)) {
                    Some(to) => {
                        format!("<a href=\"{}\" style=\"{LINK}\">{marked}</a>", escaped(&to))
                    }
                    None => marked,
                }
            }
            Piece::Variable { variable, fallback, bold, italic } => {
                let standing = self.standing(variable, fallback);
                marked(&escaped(&standing).replace('\n', "<br>\n"), *bold, *italic)
            }
            Piece::Break => "<br>\n".to_owned(),
        }
    }

    /// A link stands behind its words, unless the words are the link already or the next
    /// piece leads to the same place.
    fn text(&self, pieces: &[Piece]) -> String {
        let mut out = String::new();
        for (n, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Text { text, link, .. } => {
                    out.push_str(text);
                    let Some(link) = link else { continue };
                    let leads_on = matches!(
                        pieces.get(n + 1),
                        Some(Piece::Text { link: Some(next), .. }) if next == link
                    );
                    if let Some(to) = self.target(link).filter(|to| to != text && !leads_on) {
                        out.push_str(&format!(" ({to})"));
                    }
                }
                Piece::Variable { variable, fallback, .. } => {
                    out.push_str(&self.standing(variable, fallback));
                }
                Piece::Break => out.push('\n'),
            }
        }
        out
    }

    /// Where a link leads; nowhere when it is not one that may be saved.
    fn target(&self, link: &str) -> Option<String> {
        if link == CONVERSATION_LINK {
            return self.value(&Variable::ConversationUrl);
        }
        link_is_safe(link).then(|| link.to_owned())
    }
}

fn marked(text: &str, bold: bool, italic: bool) -> String {
    let text = if italic { format!("<em>{text}</em>") } else { text.to_owned() };
    if bold { format!("<strong>{text}</strong>") } else { text }
}

/// Text in a page or in an attribute between double quotes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            letter => out.push(letter),
        }
    }
    out
}
