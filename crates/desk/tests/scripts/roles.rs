//! Roles: who may do what, and that somebody stays owner.

use crate::script::check;
use desk::{
    Actor, Desk, Document, Furnished, Input, Live, Millis, NO_ROLE, Permission, ProblemCode, Reply,
    RoleId, RoleSettings, TeammateId, TeammateSettings, WorkspaceId,
};

/// Without a role one takes calls and does nothing else.
#[test]
fn settings_take_a_permission() {
    check(
        "Ana is available
        0:00  Ana tries to save: Support has a queue maximum of 1
        0:01  Ana tries to save: Ana is removed
        0:02  +15550100 calls Support
        ---
        0:00  Ana is told: This takes the permission \"phone settings\", which your role lacks.
        0:01  Ana is told: This takes the permission \"manage teammates\", which your role lacks.
        0:02  Queued for Support
        0:02  Ringing Ana",
    );
}

/// Phone settings are one thing, teammates another.
#[test]
fn each_permission_opens_its_own_settings_only() {
    check(
        "Ana and Ben are available, Ana may change phone settings, Ben may manage teammates
        0:00  Ana saves: Support has a queue maximum of 1
        0:01  Ana tries to save: Ben may listen to calls
        0:02  Ben tries to save: Support has a queue maximum of 2
        0:03  Ben saves: Ana may listen to calls
        ---
        0:01  Ana is told: This takes the permission \"manage teammates\", which your role lacks.
        0:02  Ben is told: This takes the permission \"phone settings\", which your role lacks.",
    );
}

/// [002.24] Somebody else's availability is for those who may look after it.
#[test]
fn anothers_availability_takes_a_permission_and_ones_own_does_not() {
    check(
        "Ana and Ben are available
        0:00  Ana sets Ben Away
        0:01  Ana makes Ben available for Conversations only
        0:02  Ben goes Away
        0:03  the supervisor sets Ben Active
        ---
        0:00  Ana is told: Your role lacks the permission to change another teammate's availability.
        0:01  Ana is told: Your role lacks the permission to change another teammate's availability.
        at 0:02 Ben is Away
        Ben is Active",
    );
}

/// [002.23] Taking calls away from a role ends the ring of whoever has it.
#[test]
fn a_role_that_no_longer_takes_calls_ends_the_ring() {
    check(
        "Ana and Ben are available, Ana was assigned longest ago, Ana may listen to calls
        0:00  +15550100 calls Support
        0:05  the supervisor saves: Ana may not take calls
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Ringing Ben
        offers: Ana withdrawn (removed), Ben ringing
        phone of Ana: Your role does not take calls: whoever manages teammates can change that.",
    );
}

/// Only an owner makes an owner, and nobody ends the last one.
#[test]
fn ownership_is_given_by_owners_and_never_ends() {
    check(
        "Ana and Ben are available, Ana may be owner
        0:00  the supervisor tries to save: Ben may be owner
        0:01  the supervisor tries to save: Ana may not be owner
        0:02  the supervisor tries to save: Ana is removed
        0:03  Ana tries to save: Ana may not be owner
        0:04  Ana tries to save: Ana is removed
        0:05  Ana saves: Ben may be owner
        0:06  Ben saves: Ana is removed
        ---
        0:00  the supervisor is told: Only an owner makes somebody an owner, or ends that.
        0:00  the supervisor is told: Role 2 does not exist: add the role first.
        0:01  the supervisor is told: Only an owner makes somebody an owner, or ends that.
        0:02  the supervisor is told: Only an owner makes somebody an owner, or ends that.
        0:03  Ana is told: Somebody has to stay owner: make another teammate an owner first.
        0:04  Ana is told: Somebody has to stay owner: make another teammate an owner first.",
    );
}

/// An owner may do everything that can be given, and takes calls only if that is given.
#[test]
fn an_owner_may_do_everything_but_take_calls() {
    check(
        "Ana and Ben are available, Ana may be owner, Ana may not take calls
        0:00  Ana saves: Support has a queue maximum of 3
        0:01  Ana sets Ben Away
        0:02  Ana sets Ben Active
        0:03  +15550100 calls Support
        0:04  Ana claims the call
        ---
        0:03  Queued for Support
        0:03  Ringing Ben
        0:04  Ana is told: Your role lacks the permission to take calls.",
    );
}

fn save(desk: &mut Desk, by: Actor, document: Document) -> Result<u64, (ProblemCode, String)> {
    let read_at = desk.version(document.subject());
    let input = Input::SaveSettings(by, read_at, document);
    match desk.handle(Millis(1_000), input, &Furnished::default()).reply {
        Reply::Version(version) => Ok(version),
        Reply::Refused(problem) => Err((problem.code, problem.sentence)),
        other @ (Reply::Done
        | Reply::Task(_)
        | Reply::Result(_)
        | Reply::Call(_)
        | Reply::Note(_)) => panic!("{other:?}"),
    }
}

fn role(id: u64, name: &str, permissions: &[Permission]) -> Document {
    let permissions = permissions.iter().copied().collect();
    Document::Role(RoleId(id), RoleSettings { name: name.to_owned(), permissions })
}

fn teammate(id: u64, role: RoleId) -> Document {
    let name = format!("Teammate {id}");
    let settings = TeammateSettings { name, role, ..TeammateSettings::default() };
    Document::Teammate(TeammateId(id), settings)
}

/// Even the operator leaves one owner, and roles have to exist and be told apart.
#[test]
fn the_operator_keeps_the_last_owner_too() {
    let mut desk = Desk::open(WorkspaceId(1), Live::default());
    let operator = Actor::Operator;
    let owner = [Permission::Owner];
    assert_eq!(save(&mut desk, operator, role(1, "Owner", &owner)), Ok(1));
    assert_eq!(save(&mut desk, operator, teammate(1, RoleId(1))), Ok(1));
    assert_eq!(save(&mut desk, operator, teammate(2, NO_ROLE)), Ok(1));
    let last = Err((
        ProblemCode::LastOwner,
        "Somebody has to stay owner: make another teammate an owner first.".to_owned(),
    ));
    assert_eq!(save(&mut desk, operator, teammate(1, NO_ROLE)), last);
    assert_eq!(save(&mut desk, operator, role(1, "Owner", &[])), last);
    assert_eq!(save(&mut desk, operator, teammate(2, RoleId(1))), Ok(2));
    assert_eq!(save(&mut desk, operator, teammate(1, NO_ROLE)), Ok(2));
    let missing = (ProblemCode::Invalid, "Role 7 does not exist: add the role first.".to_owned());
    assert_eq!(save(&mut desk, operator, teammate(1, RoleId(7))), Err(missing));
    let zero = (ProblemCode::Invalid, "Role 0 means no role: number roles from 1.".to_owned());
    assert_eq!(save(&mut desk, operator, role(0, "None", &[])), Err(zero));
    let twin = (ProblemCode::Invalid, "There is a role called \"Owner\" already.".to_owned());
    assert_eq!(save(&mut desk, operator, role(2, "Owner", &[])), Err(twin));
}

/// Numbers that a browser cannot count, or a row cannot hold, are nobody's.
#[test]
fn a_document_has_a_number_that_everybody_can_hold() {
    let mut desk = Desk::open(WorkspaceId(1), Live::default());
    let highest = (1 << 53) - 1;
    for id in [u64::MAX, highest + 1] {
        let saved = save(&mut desk, Actor::Operator, role(id, "Reader", &[]));
        let sentence =
            "Numbers of documents go up to 9007199254740991: take a lower one.".to_owned();
        assert_eq!(saved, Err((ProblemCode::Invalid, sentence)));
    }
    assert_eq!(save(&mut desk, Actor::Operator, role(highest, "Reader", &[])), Ok(1));
}

/// What a teammate may do follows the role at once.
#[test]
fn permissions_follow_the_role() {
    let mut desk = Desk::open(WorkspaceId(1), Live::default());
    let ana = TeammateId(1);
    let operator = Actor::Operator;
    assert!(desk.permissions(ana).is_empty(), "nobody yet");
    save(&mut desk, operator, teammate(1, NO_ROLE)).unwrap();
    assert_eq!(desk.permissions(ana), [Permission::TakesCalls].into());
    save(&mut desk, operator, role(1, "Reader", &[Permission::Reports])).unwrap();
    save(&mut desk, operator, teammate(1, RoleId(1))).unwrap();
    assert_eq!(desk.permissions(ana), [Permission::Reports].into());
    save(&mut desk, operator, role(1, "Reader", &[Permission::Owner])).unwrap();
    let mut all: std::collections::BTreeSet<_> = Permission::ALL.into();
    all.remove(&Permission::TakesCalls);
    assert_eq!(desk.permissions(ana), all);
}

/// Whoever was removed saves nothing, whatever the role says.
#[test]
fn a_removed_teammate_saves_nothing() {
    let mut desk = Desk::open(WorkspaceId(1), Live::default());
    let operator = Actor::Operator;
    save(&mut desk, operator, role(1, "Admin", &[Permission::ManageTeammates])).unwrap();
    let gone = Document::Teammate(
        TeammateId(1),
        TeammateSettings {
            name: "Ana".to_owned(),
            role: RoleId(1),
            employment: desk::Employment::Removed,
            ..TeammateSettings::default()
        },
    );
    save(&mut desk, operator, gone).unwrap();
    let refused = save(&mut desk, Actor::Teammate(TeammateId(1)), teammate(2, NO_ROLE));
    assert_eq!(refused.unwrap_err().0, ProblemCode::NotFound);
}
