//! Rows, orders and replies that do not fit the facts.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a bug bends one kind of thing and leaves all others alone"
)]

use desk::{Command, Input, Order, Problem, ProblemCode, Reply, Row, SegmentKind};

use super::Step;

pub(super) fn forgets_a_row(step: &mut Step<'_>) -> bool {
    let place = step.turn.rows.iter().position(|row| matches!(row, Row::Note(..)));
    place.map(|place| step.turn.rows.remove(place)).is_some()
}

pub(super) fn writes_a_wrong_row(step: &mut Step<'_>) -> bool {
    step.bend_row(|row, _| match row {
        Row::Conversation(row) => {
            row.notes += 1;
            true
        }
        _ => false,
    })
}

/// Changes the first piece of time of that kind.
fn piece(step: &mut Step<'_>, kind: SegmentKind, change: fn(&mut desk::Segment)) -> bool {
    step.bend_row(|row, _| match row {
        Row::Segment(segment) if segment.kind == kind => {
            change(segment);
            true
        }
        _ => false,
    })
}

pub(super) fn mis_sums_a_piece(step: &mut Step<'_>) -> bool {
    piece(step, SegmentKind::Routing, |segment| segment.to = segment.to.plus(1))
}

pub(super) fn joins_two_stays(step: &mut Step<'_>) -> bool {
    piece(step, SegmentKind::Queue, |segment| segment.stay += 1)
}

pub(super) fn credits_the_wrong_teammate(step: &mut Step<'_>) -> bool {
    piece(step, SegmentKind::Talk, |segment| segment.teammate = Some(desk::TeammateId(9_999)))
}

pub(super) fn forgets_a_piece(step: &mut Step<'_>) -> bool {
    let ends = step.turn.facts.iter().any(|line| matches!(line.fact, desk::Fact::CallEnded { .. }));
    let place = step.turn.rows.iter().position(|row| matches!(row, Row::Segment(_)));
    ends && place.map(|place| step.turn.rows.remove(place)).is_some()
}

pub(super) fn answers_again(step: &mut Step<'_>) -> bool {
    step.bend_row(|row, _| match row {
        Row::Call(call, _) if call.live() && call.first_answer.is_some() => {
            call.first_answer = call.first_answer.map(|at| at.plus(1_000));
            true
        }
        _ => false,
    })
}

/// A call that comes back has to queue at the end.
pub(super) fn back_to_the_end(step: &mut Step<'_>) -> bool {
    let last = step.turn.facts.last().map(|line| line.seq);
    let back = step.turn.facts.iter().any(|line| {
        matches!(line.fact, desk::Fact::CallDeclined { .. } | desk::Fact::CallMissed { .. })
    });
    back && step.bend_row(|row, _| match row {
        Row::Call(call, _) if call.live() => {
            call.rank = last;
            true
        }
        _ => false,
    })
}

/// The date moves with the answer: whoever misses stays first in turn.
pub(super) fn dates_the_answer(step: &mut Step<'_>) -> bool {
    step.bend_row(|row, model| match row {
        Row::Teammate(state) if matches!(state.phone, desk::Phone::Ringing { .. }) => {
            let before = model.person(state.id).and_then(|person| person.last_assigned);
            state.last_assigned = before;
            true
        }
        _ => false,
    })
}

/// A teammate stays reserved though the call is over.
pub(super) fn stays_reserved(step: &mut Step<'_>) -> bool {
    step.bend_row(|row, model| match row {
        Row::Teammate(state) => {
            let before = model.person(state.id).map(|person| person.phone);
            match before {
                Some(phone @ desk::Phone::Ringing { .. }) if state.phone == desk::Phone::Free => {
                    state.phone = phone;
                    true
                }
                _ => false,
            }
        }
        _ => false,
    })
}

pub(super) fn forgets_who_is_barred(step: &mut Step<'_>) -> bool {
    step.bend_row(|row, _| match row {
        Row::Call(call, _) if call.live() && !call.barred.is_empty() => {
            call.barred.clear();
            true
        }
        _ => false,
    })
}

/// The caller is gone and the phone rings on.
pub(super) fn rings_on(step: &mut Step<'_>) -> bool {
    let gone = step.turn.facts.iter().any(|line| {
        matches!(line.fact, desk::Fact::OfferWithdrawn { why: desk::WithdrawnWhy::CallerGone, .. })
    });
    let stops = |order: &Order| {
        matches!(order, Order::StopRinging(..) | Order::HangUp(desk::LegId::Offer(..)))
    };
    let before = step.turn.orders.len();
    if gone {
        step.turn.orders.retain(|order| !stops(order));
    }
    step.turn.orders.len() < before
}

/// Rewrites the reply to the only input of a step.
fn reply(step: &mut Step<'_>, to: fn(&Input, &Reply) -> Option<Reply>) -> bool {
    let [(_, input)] = step.batch else { return false };
    let Some(first) = step.turn.replies.first_mut() else { return false };
    match to(input, first) {
        Some(other) => {
            *first = other;
            true
        }
        None => false,
    }
}

fn told(reply: &Reply, code: ProblemCode) -> bool {
    matches!(reply, Reply::Refused(problem) if problem.code == code)
}

pub(super) fn two_hands_one_call(step: &mut Step<'_>) -> bool {
    let [(_, Input::Command(by, Command::Claim { call }))] = step.batch else { return false };
    let phone = step.model.person(*by).map(|person| person.phone);
    if phone == Some(desk::Phone::OnCall { call: *call }) {
        // One's own call: nobody else is told yes.
        return false;
    }
    reply(step, |_, reply| told(reply, ProblemCode::AlreadyAnswered).then_some(Reply::Done))
}

pub(super) fn second_press_is_told_nonsense(step: &mut Step<'_>) -> bool {
    reply(step, |input, reply| match input {
        Input::Command(_, Command::Answer { .. }) if told(reply, ProblemCode::AlreadyAnswered) => {
            Some(Reply::Refused(Problem::new(ProblemCode::NotAllowed, "No.")))
        }
        _ => None,
    })
}

pub(super) fn decline_in_auto_answer(step: &mut Step<'_>) -> bool {
    reply(step, |input, reply| match input {
        Input::Command(_, Command::Decline { .. }) if told(reply, ProblemCode::AutoAnswerOn) => {
            Some(Reply::Done)
        }
        _ => None,
    })
}
