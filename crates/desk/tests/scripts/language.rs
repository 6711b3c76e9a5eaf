//! The language of the scripts itself: what it reads, and how it says no.

use crate::script::{Failure, check, run};

/// [001.1] [001.3] [001.12] The example of the house style, word for word.
#[test]
fn the_example_of_the_house_style_runs() {
    check(
        "Ana and Ben are available, Ana was assigned longest ago
0:00  +15550100 calls Support
0:10  Ana declines
1:02  the caller hangs up
---
0:00  Queued for Support
0:00  Ringing Ana
0:10  Call declined by Ana using the Decline button.
0:10  Ringing Ben
0:40  Call missed by Ben.
1:02  Call ended by customer before a teammate answered.
",
    );
}

#[track_caller]
fn refused(script: &str) -> (usize, String) {
    match run(script) {
        Err(Failure::Mistake(line, why)) => (line, why),
        Err(other) => panic!("expected a mistake: {other}"),
        Ok(()) => panic!("expected a mistake"),
    }
}

#[test]
fn a_line_that_means_nothing_is_named() {
    let (line, why) =
        refused("Ana is available\n0:00  +15550100 calls Support\n0:05  Ana dances\n---");
    assert_eq!(line, 3);
    assert!(why.starts_with("\"Ana dances\" is nothing that can happen"), "{why}");
    let (line, why) = refused("Ana is happy\n---");
    assert_eq!(line, 1);
    assert!(why.starts_with("\"Ana is happy\" is no sentence of the cast"), "{why}");
    let (line, why) = refused("Ana is available\n---\nAna looks tired");
    assert_eq!(line, 3);
    assert!(why.starts_with("\"Ana looks tired\" is nothing that can be checked"), "{why}");
}

#[test]
fn an_unknown_name_is_named() {
    let (line, why) = refused("Ana is available\n0:00  +15550100 calls Sales\n---");
    assert_eq!((line, why.as_str()), (2, "there is no team \"Sales\", only Support"));
    let (line, why) = refused("Ana is available\n0:00  Anna goes Away\n---");
    assert_eq!((line, why.as_str()), (2, "there is no teammate \"Anna\", only Ana"));
    let (line, why) = refused("Ana is available\n\n0:00  the caller hangs up\n---");
    assert_eq!((line, why.as_str()), (3, "nobody has called yet"));
    let (line, why) = refused("0:00  +1555 and +1556 call Support\n0:01  the caller hangs up\n---");
    assert_eq!((line, why.as_str()), (2, "say which caller: +1555, +1556"));
    let (line, why) = refused("---\nBen is Away");
    assert_eq!((line, why.as_str()), (2, "there is no teammate \"Ben\", only "));
}

#[test]
fn times_have_to_be_there_and_go_forward() {
    let (line, why) = refused("Ana is available\n0:05  Ana goes Away\n0:04  Ana goes Away\n---");
    assert_eq!((line, why.as_str()), (3, "0:04 lies before the line above"));
    let (line, why) = refused("Ana is available\n0:05  Ana goes Away\nAna goes Away\n---");
    assert_eq!(line, 3);
    assert!(why.contains("needs a time"), "{why}");
    let (line, why) = refused("Ana is available\n0:05  time passes");
    assert_eq!(line, 2);
    assert!(why.contains("---"), "{why}");
}

#[test]
fn what_differs_is_shown_side_by_side() {
    let script = "Ana is available
        0:00  +15550100 calls Support
        0:10  Ana answers
        ---
        0:00  Queued for Support
        0:10  Call answered by Ben.
        at 0:05 ringing: nobody
        Ana is Active";
    let Err(Failure::Differs(sides)) = run(script) else { panic!("the script should fail") };
    let expected = "  0:00  Queued for Support      0:00  Queued for Support
  0:10  Call answered by Ben. | 0:00  Ringing Ana
  at 0:05 ringing: nobody     | 0:10  Call answered by Ana.
  Ana is Active               | at 0:05 ringing: Ana
                              > Ana is Away: On a call
";
    assert_eq!(sides, expected, "\n{sides}");
}
