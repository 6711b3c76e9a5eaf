//! The rules of the desk as scripts: what happens goes in, what a person would see comes
//! out. Every sentence of the seeds that states a rule has one; the numbers in the
//! comments are those of docs/seeds.md.

mod script;

mod language;

mod auto_answer;
mod availability;
mod balance;
mod browser;
mod claims;
mod contacts;
mod deflection;
mod during;
mod ending;
mod figures;
mod look;
mod may;
mod office_hours;
mod phones;
mod queue;
mod recording;
mod restart;
mod retired;
mod ringing;
mod roles;
mod settings;
mod snapshots;
mod words;
mod wrap_up;
