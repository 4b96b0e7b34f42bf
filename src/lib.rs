//! Berichtenpoort: a gate that validates, routes and settles iWmo and iJw messages between wijkteams, gemeenten and
//! zorgaanbieders. ARCHITECTURE.md shows the rooms and the way of a message through them.

pub mod begrippen;
pub mod bericht;
pub mod bewaren;
pub mod bezorging;
pub mod catalogus;
pub mod cli;
pub mod concept;
pub mod declaratie;
pub mod geheim;
pub mod http;
pub mod keten;
pub mod lokaal;
pub mod overzicht;
pub mod partij;
pub mod poort;
pub mod regels;
pub mod rekenen;
pub mod retour;
pub mod schema;
pub mod store;
pub mod systeem;
pub mod tijd;
pub mod toegang;
pub mod uitgaand;
pub mod web;
pub mod xml;
