//! Where calls may be placed to. Strangers who get hold of a telephone system dial
//! expensive numbers until somebody notices the bill; so every destination is closed until
//! the owner opens it (product promise 13, invariant T5). No order dials to a trunk yet:
//! whatever does so first asks here.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::id::RoleId;
use crate::problem::{Problem, ProblemCode};

/// E.164: a number has 15 digits at most; the shortest in use have seven.
const NUMBER_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;
/// A prefix of that many digits names a single number of most countries.
const PREFIX_DIGITS_MAX: usize = 12;
/// Rules of a workspace or role: more than there are countries, few enough to look through.
pub const DESTINATION_RULES_MAX: usize = 500;
/// Calls of one teammate within an hour unless set otherwise: one every two minutes.
const TEAMMATE_HOURLY_CALLS: u32 = 30;
/// Calls of a workspace within an hour unless set otherwise: seven teammates at their limit.
const WORKSPACE_HOURLY_CALLS: u32 = 200;

/// Ranges that cost far more than the country whose prefix they share: shared-cost and
/// premium services, satellite networks, and the islands and territories that dial like the
/// United States. They stay closed unless a rule names them, or a part of them, themselves.
const DEAR: [&str; 50] = [
    "+1242", "+1246", "+1264", "+1268", "+1284", "+1340", "+1345", "+1441", "+1473", "+1649",
    "+1658", "+1664", "+1670", "+1671", "+1684", "+1721", "+1758", "+1767", "+1784", "+1809",
    "+1829", "+1849", "+1868", "+1869", "+1876", "+1900", "+1976", "+31900", "+31906", "+31909",
    "+32900", "+3389", "+3480", "+3490", "+3989", "+41900", "+41901", "+41906", "+883", "+4487",
    "+449", "+43900", "+46900", "+48700", "+49137", "+49900", "+870", "+881", "+882", "+979",
];

/// The first digits of numbers, `+` and all: `+49`, `+4930`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Prefix(String);

impl Prefix {
    /// Reads a prefix.
    ///
    /// # Errors
    /// The sentence that says what a prefix is.
    pub fn new(text: &str) -> Result<Prefix, String> {
        let digits = text.strip_prefix('+').unwrap_or_default();
        let sound = (1..=PREFIX_DIGITS_MAX).contains(&digits.len()) && is_international(digits);
        sound.then(|| Prefix(text.to_owned())).ok_or_else(|| {
            format!("{text:?} is not the beginning of international numbers such as +49 or +4930.")
        })
    }

    fn covers(&self, number: &str) -> bool {
        number.starts_with(&self.0)
    }
}

impl TryFrom<String> for Prefix {
    type Error = String;

    fn try_from(text: String) -> Result<Prefix, String> {
        Prefix::new(&text)
    }
}

impl From<Prefix> for String {
    fn from(prefix: Prefix) -> String {
        prefix.0
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a rule says of the numbers it covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// They may be called.
    Open,
    /// They may not.
    Closed,
}

/// Rules by the prefix they cover; of those that cover a number the longest prefix counts.
pub type Rules = BTreeMap<Prefix, Reach>;

/// Where calls of a workspace may be placed to, and how many an hour. The default lets
/// nobody call anywhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Destinations {
    /// The rules of everybody whose role has none of its own.
    pub rules: Rules,
    /// Rules that count for a role instead of the workspace's.
    pub roles: BTreeMap<RoleId, Rules>,
    /// Calls that one teammate may place within an hour.
    pub hourly_calls_of_teammate_max: u32,
    /// Calls that the whole workspace may place within an hour.
    pub hourly_calls_of_workspace_max: u32,
}

impl Default for Destinations {
    fn default() -> Destinations {
        Destinations {
            rules: Rules::new(),
            roles: BTreeMap::new(),
            hourly_calls_of_teammate_max: TEAMMATE_HOURLY_CALLS,
            hourly_calls_of_workspace_max: WORKSPACE_HOURLY_CALLS,
        }
    }
}

/// Calls placed within the last hour, whatever became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Placed {
    /// By the teammate who wants to call now.
    pub by_teammate: u32,
    /// By everybody.
    pub by_workspace: u32,
}

/// May somebody with this role call this number now?
///
/// # Errors
/// One sentence that says why not, and what would have to change.
pub fn may_dial(
    destinations: &Destinations,
    role: RoleId,
    number: &str,
    placed: Placed,
) -> Result<(), Problem> {
    let digits = number.strip_prefix('+').unwrap_or_default();
    if !NUMBER_DIGITS.contains(&digits.len()) || !is_international(digits) {
        let sentence = format!(
            "{number:?} is no international number: write it with its country, such as \
             +4930123456."
        );
        return Err(Problem::new(ProblemCode::Invalid, sentence));
    }
    let rules = destinations.roles.get(&role).unwrap_or(&destinations.rules);
    is_open(rules, number).map_err(|why| Problem::new(ProblemCode::NotAllowed, why))?;
    let too_many = |who: &str, most: u32| {
        let sentence = format!("{who} placed {most} calls within the last hour: try again later.");
        Err(Problem::new(ProblemCode::NotNow, sentence))
    };
    if placed.by_teammate >= destinations.hourly_calls_of_teammate_max {
        return too_many("You have", destinations.hourly_calls_of_teammate_max);
    }
    if placed.by_workspace >= destinations.hourly_calls_of_workspace_max {
        return too_many("This workspace has", destinations.hourly_calls_of_workspace_max);
    }
    Ok(())
}

/// The longest prefix that covers the number decides, ours among the dear ones included.
fn is_open(rules: &Rules, number: &str) -> Result<(), String> {
    let covering = rules.iter().filter(|(prefix, _)| prefix.covers(number));
    let rule = covering.max_by_key(|(prefix, _)| prefix.0.len());
    let dear = DEAR.iter().filter(|dear| number.starts_with(**dear)).max_by_key(|dear| dear.len());
    match (rule, dear) {
        (Some((prefix, _)), Some(dear)) if prefix.0.len() < dear.len() => Err(format!(
            "Numbers that begin with {dear} are dear and stay closed: only a destination that \
             names {dear} itself opens them."
        )),
        (Some((_, Reach::Open)), _) => Ok(()),
        (Some((prefix, Reach::Closed)), _) => {
            Err(format!("Numbers that begin with {prefix} are closed in the settings."))
        }
        (None, _) => Err(format!(
            "No destination of this workspace covers {number}: somebody who may change the \
             settings can open its country."
        )),
    }
}

impl Destinations {
    /// Whether these may be saved.
    ///
    /// # Errors
    /// The sentence that says what is wrong.
    pub fn validate(&self) -> Result<(), String> {
        let too_long = |rules: &Rules| rules.len() > DESTINATION_RULES_MAX;
        if too_long(&self.rules) || self.roles.values().any(too_long) {
            return Err(format!("There are at most {DESTINATION_RULES_MAX} destinations."));
        }
        Ok(())
    }
}

/// A SIP phone's user name has fewer digits; a telephone number seldom has.
const EXTENSION_DIGITS_MAX: usize = 8;

/// Is this SIP address a telephone number at somebody's trunk, instead of a desk phone? To
/// ring it would be a call to that number, past everything above.
pub(crate) fn is_number_address(address: &str) -> bool {
    let (_, rest) = address.split_once(':').unwrap_or(("", address));
    let Some((user, host)) = rest.rsplit_once('@') else {
        return false;
    };
    let user = user.to_ascii_lowercase().replace("%2b", "+");
    let user = user.split([';', ':']).next().unwrap_or_default();
    let digits = user.bytes().filter(u8::is_ascii_digit).count();
    let numeric =
        digits > 0 && user.bytes().all(|b| b.is_ascii_digit() || b"+-.()#*%".contains(&b));
    let abroad = user.starts_with('+') || user.starts_with("00") || user.starts_with("011");
    let told = host.split([';', '?']).skip(1).any(|part| part.eq_ignore_ascii_case("user=phone"));
    numeric && (abroad || told || digits > EXTENSION_DIGITS_MAX)
}

/// Digits, none of them a zero at the beginning: no country's code begins with one.
fn is_international(digits: &str) -> bool {
    !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::NO_ROLE;

    const SALES: RoleId = RoleId(7);

    fn rules(rules: &[(&str, Reach)]) -> Rules {
        rules.iter().map(|(prefix, reach)| (Prefix::new(prefix).unwrap(), *reach)).collect()
    }

    fn open(prefixes: &[&str]) -> Destinations {
        let rules = prefixes.iter().map(|prefix| (Prefix::new(prefix).unwrap(), Reach::Open));
        Destinations { rules: rules.collect(), ..Destinations::default() }
    }

    fn verdict(destinations: &Destinations, number: &str) -> Result<(), ProblemCode> {
        may_dial(destinations, NO_ROLE, number, Placed::default()).map_err(|problem| problem.code)
    }

    #[test]
    fn nobody_may_call_anywhere_before_a_destination_is_opened() {
        for number in ["+4930123456", "+15550100100", "+979123456789", "+1900555010"] {
            let problem =
                may_dial(&Destinations::default(), NO_ROLE, number, Placed::default()).unwrap_err();
            assert_eq!(problem.code, ProblemCode::NotAllowed);
            assert!(problem.sentence.contains(number), "{}", problem.sentence);
        }
    }

    #[derive(Deserialize)]
    struct Cases {
        dear: Vec<String>,
        prefixes: Vec<PrefixCase>,
        numbers: Vec<NumberCase>,
    }

    #[derive(Deserialize)]
    struct PrefixCase {
        prefix: String,
        why: Option<String>,
    }

    #[derive(Deserialize)]
    struct NumberCase {
        rules: Rules,
        number: String,
        why: Option<String>,
    }

    /// The page judges a list that is not saved yet by the same rule; its test reads the
    /// same cases.
    #[test]
    fn the_page_is_held_to_the_same_cases_and_the_same_sentences() {
        let cases: Cases =
            serde_json::from_str(include_str!("../tests/destinations.json")).unwrap();
        assert_eq!(cases.dear, DEAR);
        for PrefixCase { prefix, why } in cases.prefixes {
            assert_eq!(Prefix::new(&prefix).err(), why, "{prefix:?}");
        }
        for NumberCase { rules, number, why } in cases.numbers {
            let destinations = Destinations { rules, ..Destinations::default() };
            let verdict = may_dial(&destinations, NO_ROLE, &number, Placed::default());
            assert_eq!(verdict.err().map(|problem| problem.sentence), why, "{number:?}");
        }
    }

    #[test]
    fn the_longest_prefix_decides() {
        let mut destinations = open(&["+49"]);
        destinations.rules.extend(rules(&[("+4930", Reach::Closed), ("+493012", Reach::Open)]));
        assert_eq!(verdict(&destinations, "+49891234567"), Ok(()));
        assert_eq!(verdict(&destinations, "+49309876543"), Err(ProblemCode::NotAllowed));
        assert_eq!(verdict(&destinations, "+49301234567"), Ok(()));
        assert_eq!(verdict(&destinations, "+48301234567"), Err(ProblemCode::NotAllowed));
    }

    #[test]
    fn a_country_that_is_open_does_not_open_its_dear_numbers() {
        let destinations = open(&["+1", "+49", "+44", "+8"]);
        for number in ["+18765550100", "+19005550100", "+49900123456", "+449098790000", "+8816000"]
        {
            let problem = may_dial(&destinations, NO_ROLE, number, Placed::default()).unwrap_err();
            assert!(problem.sentence.contains("stay closed"), "{number}: {}", problem.sentence);
        }
        assert_eq!(verdict(&destinations, "+15550100100"), Ok(()));
        // Named themselves, or a part of them, they are open.
        assert_eq!(verdict(&open(&["+1876"]), "+18765550100"), Ok(()));
        assert_eq!(verdict(&open(&["+49900123"]), "+49900123456"), Ok(()));
        assert_eq!(verdict(&open(&["+49900123"]), "+49900199999"), Err(ProblemCode::NotAllowed));
    }

    #[test]
    fn every_dear_range_is_a_prefix_and_the_longest_of_its_kind_is_named() {
        for dear in DEAR {
            assert!(Prefix::new(dear).is_ok(), "{dear}");
            let number = format!("{dear}5550100");
            let country = &dear[..2];
            let problem = may_dial(&open(&[country]), NO_ROLE, &number, Placed::default());
            assert!(problem.unwrap_err().sentence.contains("stay closed"), "{number}");
        }
    }

    #[test]
    fn a_role_with_destinations_of_its_own_has_no_others() {
        let mut destinations = open(&["+49"]);
        destinations.roles.insert(SALES, rules(&[("+33", Reach::Open)]));
        let may = |role, number| may_dial(&destinations, role, number, Placed::default()).is_ok();
        assert!(may(SALES, "+33123456789") && !may(SALES, "+4930123456"));
        assert!(!may(NO_ROLE, "+33123456789") && may(NO_ROLE, "+4930123456"));
        destinations.roles.insert(SALES, Rules::new());
        let nowhere = may_dial(&destinations, SALES, "+4930123456", Placed::default());
        assert!(nowhere.is_err(), "a role without a rule calls nowhere");
    }

    #[test]
    fn calls_within_an_hour_are_limited_for_each_and_for_all() {
        let mut destinations = open(&["+49"]);
        (destinations.hourly_calls_of_teammate_max, destinations.hourly_calls_of_workspace_max) =
            (3, 10);
        let placed = |by_teammate, by_workspace| {
            let placed = Placed { by_teammate, by_workspace };
            may_dial(&destinations, NO_ROLE, "+4930123456", placed)
        };
        assert_eq!(placed(2, 9), Ok(()));
        let yours = placed(3, 3).unwrap_err();
        assert_eq!(yours.code, ProblemCode::NotNow);
        assert_eq!(
            yours.sentence,
            "You have placed 3 calls within the last hour: try again later."
        );
        assert!(placed(0, 10).unwrap_err().sentence.starts_with("This workspace has placed 10"));
    }

    #[test]
    fn the_address_of_a_desk_phone_is_no_telephone_number() {
        for phone in [
            "sip:ana@192.0.2.7",
            "sip:101@192.0.2.7:5060",
            "sip:12345678@phones.example;transport=tcp",
            "sip:192.0.2.7",
            "sip:0049ana@192.0.2.7",
        ] {
            assert!(!is_number_address(phone), "{phone}");
        }
        for number in [
            "sip:+15550100100@carrier.example",
            "sip:%2B15550100100@carrier.example",
            "sip:0015550100100@carrier.example",
            "sip:01155501@carrier.example",
            "sip:5550100100@192.0.2.1",
            "sip:555-010-0100;ext=1@192.0.2.1",
            "sip:1900@192.0.2.1;user=phone",
        ] {
            assert!(is_number_address(number), "{number}");
        }
    }

    #[test]
    fn what_is_no_international_number_is_never_dialled() {
        let everywhere = Destinations {
            rules: ('1'..='9').map(|c| (Prefix(format!("+{c}")), Reach::Open)).collect(),
            ..Destinations::default()
        };
        for number in [
            "",
            "+",
            "110",
            "+110",
            "030123456",
            "004930123456",
            "+0301234567",
            "+49 30 123456",
            "+4930123456;ext=1",
            "+1234567890123456",
            "sip:+4930123456@carrier",
            "+49301234\u{0665}",
        ] {
            assert_eq!(verdict(&everywhere, number), Err(ProblemCode::Invalid), "{number}");
        }
    }

    #[test]
    fn they_are_saved_as_they_are_read_and_a_bad_prefix_is_refused() {
        let mut destinations = open(&["+49", "+1876"]);
        destinations.roles.insert(SALES, rules(&[("+33", Reach::Closed)]));
        let text = serde_json::to_string(&destinations).unwrap();
        assert_eq!(serde_json::from_str::<Destinations>(&text).unwrap(), destinations);
        assert_eq!(
            serde_json::from_str::<Destinations>("{}").unwrap(),
            Destinations::default(),
            "an older document opens nothing"
        );
        for bad in ["", "+", "49", "+0", "+49x", "+1234567890123"] {
            let text = format!("{{\"rules\":{{\"{bad}\":\"open\"}}}}");
            assert!(serde_json::from_str::<Destinations>(&text).is_err(), "{bad}");
        }
    }
}
