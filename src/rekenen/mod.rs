//! Arithmetic with periods, volumes and money, by the rules of the standard: exact, and pure.
//!
//! Whole numbers only, in types so wide that no values of a message can overflow them. A calculation gives a value that
//! holds every number on the way ([`Berekening`]), so that whoever shows it need not calculate again.

mod afronden;
mod bedrag;
mod berekening;
mod omvang;
mod perioden;
mod verbruik;

pub use bedrag::{Bedragberekening, Contracttarief};
pub use berekening::{Bereik, Berekening, Herkomst, Stap, Stapsoort, als_zin};
pub use omvang::{Telling, ToegewezenOmvang, eenheid_past, past_in_budget, past_in_geheel, past_in_periode};
pub use perioden::{
    dagen, eerste_dag_die_telt, kalendermaanden, kalenderweken, laatste_dag_die_telt, overlap, zondagen,
};
pub use verbruik::{Looptijd, Verbruikt, verbruikt_in_budget, verbruikt_van_omvang};
