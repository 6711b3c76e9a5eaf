//! The rules of the desk as scripts: what happens goes in, what a person would see comes
//! out. Every sentence of the seeds that states a rule has one; the numbers in the
//! comments are those of docs/seeds.md.

mod office;
mod script;

mod language;

mod after_call;
mod auto_answer;
mod availability;
mod balance;
mod browser;
mod claims;
mod conditions;
mod contacts;
mod deflection;
mod during;
mod ending;
mod erasure;
mod figures;
mod look;
mod mails;
mod may;
mod office_hours;
mod phones;
mod plans;
mod queue;
mod recording;
mod restart;
mod retired;
mod ringing;
mod roles;
mod settings;
mod snapshots;
mod tasks;
mod tolls;
mod words;
mod wrap_up;
