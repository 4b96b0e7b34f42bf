//! The store: the only place with SQL. One store over two databases: SQLite, one file that needs nothing installed, and
//! PostgreSQL, for many gate processes on one database.
//!
//! SQL is written once where the two agree; `dialect` holds what differs. Every method that changes something does it
//! in one transaction, and what two processes could do at the same time is decided by a constraint or a row lock, never
//! by looking first. Nothing here judges: verdicts come in and are kept. The clock is the caller's.
//!
//! ```no_run
//! # async fn voorbeeld() -> Result<(), berichtenpoort::store::StoreFout> {
//! use berichtenpoort::store::Store;
//!
//! let store = Store::open("sqlite:gegevens/poort.db").await?;
//! store.migreer().await?;
//! assert_eq!(store.wachtend().await?, 0);
//! # Ok(())
//! # }
//! ```

mod aanmelding;
mod beoordeling;
mod beoordeling_stand;
mod berekening;
mod bewaren;
mod bewaren_dossier;
mod bezorging;
mod bezorginstelling;
mod bezorgmodel;
mod bezorgpoging;
mod certificaten;
mod clienten;
mod declaratiemodel;
mod declaraties;
mod dialect;
mod dossier;
mod eigen_schema;
mod error;
mod gebeurtenissen;
mod gebruikers;
mod herbouw;
mod herindeling;
mod herstel;
mod leveringen;
mod lezen;
mod lijsten;
mod lokaal;
mod mandaten;
mod metingen;
mod model;
mod oidc;
mod ontvangst;
mod openen;
mod overzichten;
mod partijbeeld;
mod partijen;
mod postbus;
mod projecties;
mod register;
mod rij;
mod sleutels;
mod termijnen;
mod termijnen_afleiden;
mod toegangssleutels;
mod versleutelen;
mod verwerking;
mod verzoeken;
mod volmachten;
mod werk;
mod wijkteams;

pub use aanmelding::Aanmelding;
pub use beoordeling_stand::{BeoordelingRij, Beslisregel, Beslisregels, NieuwBesluit, NieuwVoorstel};
pub use bewaren::{Opgeruimd, Opruiming, OpruimingRij, Opruimplaats, Opruimstap};
pub use bezorgmodel::{Bezorgwerk, GedanePoging, LeveringKeuze, LeveringStand, PogingRij, Taak, Zending};
pub use declaratiemodel::{
    BesluitRij, DeclaratieCursor, DeclaratieFilter, DeclaratieRij, Declaratiestatus, Kijker, PrestatieRij,
    Regeltelling,
};
pub use dialect::Dialect;
pub use eigen_schema::EigenSchema;
pub use error::StoreFout;
pub use gebeurtenissen::{GebeurtenisRij, Gebeurteniswerk, NaGebeurtenis};
pub use gebruikers::{Sessie, TweedeFactor};
pub use herbouw::{Herbouw, PROJECTIES, Telling, VerwerktBericht};
pub use herindeling::Herindeling;
pub use lijsten::Wijk;
pub use lokaal::{LokaleUitslag, NietBeoordeeld, Proefbericht, Proefselectie};
pub use mandaten::Toewijzer;
pub use metingen::Stand;
pub use model::{
    Aangenomen, Antwoord, AntwoordAangenomen, Beantwoord, BerichtFilter, BerichtRij, Bevestigd, Bevestiging,
    Levering, NieuwBericht, ReferentieRij, Status, TermijnFilter, TermijnRij, Vastgelegd, VerlopenTermijn,
    Verwerking, VerzoekFilter, VerzoekRij, VerzoekStatus, Weigering, Werk, Zicht,
};
pub use oidc::{OidcGebruiker, OidcPersoon};
pub use openen::Store;
pub use overzichten::{Bladzijde, Deel, Overzichtvraag, Plaats};
pub use partijbeeld::{Partijbeeld, Partijwijziging};
pub use register::{Geraakt, Gezet, Registerstap, Standrij, Toewijzingveld, Versierij};
pub use sleutels::SleutelRij;
pub use toegangssleutels::NieuweSleutel;
pub use versleutelen::{Resten, Versleuteling};
pub use wijkteams::{Partijgegevens, WijkteamRij};
