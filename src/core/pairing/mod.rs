//! stub
pub mod tables;
pub mod teams;
use crate::core::{digest::Digest, id::*, spread::Spread};
use tables::*; use teams::*;
pub struct DrawnVisit { pub id: SubjectId, pub pool: Name, pub tasks: Vec<usize> }
pub struct PairingInput<'a> { pub draw: &'a DrawId, pub attempt: u32, pub seed: &'a Digest, pub visits: &'a [DrawnVisit], pub team_rules: &'a [Vec<TeamLine>], pub on_shortage: &'a [OnShortage], pub inspectors: &'a [InspectorRow], pub recusals: &'a [RecusalRow] }
#[derive(Clone, Debug)] pub struct Certificate;
#[derive(Debug)] pub struct Applied { pub certificate: Certificate }
impl Applied { pub fn print(&self) -> String { String::new() } }
pub struct Paired { pub rows: Vec<TeamRow>, pub applied: Vec<Applied>, pub open: Vec<(SubjectId, u32)> }
#[derive(Debug, thiserror::Error)] pub enum PairingError { #[error("shortage")] Shortage(Certificate) }
pub fn pair(_: &PairingInput, _: &impl Spread) -> Result<Paired, PairingError> { todo!() }
pub fn rehearse(_: &PairingInput, _: &impl Spread) -> Result<Vec<Applied>, PairingError> { todo!() }
pub fn check(_: &PairingInput, _: &[TeamRow], _: &Paired) -> Vec<String> { todo!() }
