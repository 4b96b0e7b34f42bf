//! `POST /declaraties/{id}/_…`: what people of a gemeente decide.

use axum::Json;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Deserialize;
use uuid::Uuid;
use validator::{Validate, ValidationError};

use super::weergave::DeclaratieJson;
use crate::declaratie::{AFWIJSCODES, Beoordelingsstatus, Bezwaar, Opdracht};
use crate::http::lichaam::{Inhoud, Lichaam};
use crate::http::probleem::Probleem;
use crate::http::toegang::Beller;
use crate::http::vraag::{Id, bestaat_niet};
use crate::partij::PartijSoort;
use crate::poort::{Beslissing, Poort, PoortFout};

/// Characters that a reason or a note has at most.
const LANGSTE_TEKST: u64 = 500;

/// Says of the body of a decision what may stand in it.
macro_rules! besluit {
    ($($naam:ident),*) => { $(
        impl Inhoud for $naam {
            const NOEMT_JSON: bool = true;
            const TE_GROOT: &'static str = "Dit is meer dan een besluit kan bevatten. Verdeel de regels.";
            const WAARDEN: &'static str = "Een reden of toelichting is 1 tot 500 tekens, met minstens één letter of cijfer; noem bij \
                                           regels minstens één regelnummer.";
        }
    )* };
}

besluit!(HoudAanJson, HervatJson, WijsAfJson, HerstelJson, KeurGoedJson);

/// A text that says something: PostgreSQL cannot keep every control character, and no reader wants them.
fn zegt_iets(tekst: &str) -> Result<(), ValidationError> {
    let stuurteken = |teken: char| teken.is_control() && teken != '\n';
    if !tekst.chars().any(char::is_alphanumeric) || tekst.chars().any(stuurteken) {
        return Err(ValidationError::new("tekst"));
    }
    Ok(())
}

/// The body of `_houdaan`.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct HoudAanJson {
    #[validate(length(min = 1, max = LANGSTE_TEKST), custom(function = "zegt_iets"))]
    reden: String,
    versie: Option<i64>,
}

/// The body of `_hervat`.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct HervatJson {
    versie: Option<i64>,
}

/// The body of `_wijsaf`.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct WijsAfJson {
    #[validate(length(min = 1))]
    regels: Vec<u32>,
    retourcode: String,
    #[validate(length(min = 1, max = LANGSTE_TEKST), custom(function = "zegt_iets"))]
    toelichting: String,
    versie: Option<i64>,
}

/// The body of `_herstel`.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct HerstelJson {
    #[validate(length(min = 1))]
    regels: Vec<u32>,
    #[validate(length(min = 1, max = LANGSTE_TEKST), custom(function = "zegt_iets"))]
    toelichting: Option<String>,
    versie: Option<i64>,
}

/// The body of `_keurgoed`.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct KeurGoedJson {
    versie: i64,
}

/// `POST /declaraties/{id}/_houdaan`: keeps it back.
pub(in crate::http) async fn houd_aan(
    State(poort): State<Poort>,
    beller: Beller,
    Id(id): Id,
    Lichaam(lichaam): Lichaam<HoudAanJson>,
) -> Result<Json<DeclaratieJson>, Probleem> {
    beslis(poort, beller, id, lichaam.versie, Opdracht::HoudAan { reden: lichaam.reden }).await
}

/// `POST /declaraties/{id}/_hervat`: keeps it back no longer.
pub(in crate::http) async fn hervat(
    State(poort): State<Poort>,
    beller: Beller,
    Id(id): Id,
    Lichaam(lichaam): Lichaam<HervatJson>,
) -> Result<Json<DeclaratieJson>, Probleem> {
    beslis(poort, beller, id, lichaam.versie, Opdracht::Hervat).await
}

/// `POST /declaraties/{id}/_wijsaf`: refuses lines, each with the same code.
pub(in crate::http) async fn wijs_af(
    State(poort): State<Poort>,
    beller: Beller,
    Id(id): Id,
    Lichaam(lichaam): Lichaam<WijsAfJson>,
) -> Result<Json<DeclaratieJson>, Probleem> {
    let WijsAfJson { regels, retourcode, toelichting, versie } = lichaam;
    beslis(poort, beller, id, versie, Opdracht::WijsAf { regels, retourcode, toelichting }).await
}

/// `POST /declaraties/{id}/_herstel`: takes back that lines were refused by hand.
pub(in crate::http) async fn herstel(
    State(poort): State<Poort>,
    beller: Beller,
    Id(id): Id,
    Lichaam(lichaam): Lichaam<HerstelJson>,
) -> Result<Json<DeclaratieJson>, Probleem> {
    let HerstelJson { regels, toelichting, versie } = lichaam;
    beslis(poort, beller, id, versie, Opdracht::Herstel { regels, toelichting }).await
}

/// `POST /declaraties/{id}/_keurgoed`: approves the version that was seen.
pub(in crate::http) async fn keur_goed(
    State(poort): State<Poort>,
    beller: Beller,
    Id(id): Id,
    Lichaam(lichaam): Lichaam<KeurGoedJson>,
) -> Result<Json<DeclaratieJson>, Probleem> {
    beslis(poort, beller, id, Some(lichaam.versie), Opdracht::KeurGoed).await
}

async fn beslis(
    poort: Poort,
    beller: Beller,
    declaratie: Uuid,
    versie: Option<i64>,
    opdracht: Opdracht,
) -> Result<Json<DeclaratieJson>, Probleem> {
    let (gemeente, medewerker) = (beller.0.clone(), beller.1.clone());
    if gemeente.soort != PartijSoort::Gemeente {
        return Err(Probleem::verboden(
            "Alleen de gemeente beslist over een declaratie. Gebruik de toegangssleutel van een medewerker van de gemeente.",
        ));
    }
    let medewerker = medewerker.ok_or_else(Probleem::geen_medewerker)?;
    let beslissing = Beslissing { declaratie, versie, opdracht };
    let bij_poort = poort.clone();
    // As a task of its own: who hangs up halfway does not break off what is being decided.
    let taak = tokio::spawn(async move { bij_poort.beslis(&gemeente, &medewerker, &beslissing).await });
    let uit = taak.await.map_err(|fout| PoortFout::Intern(fout.to_string()))??;
    uit.map_err(|bezwaar| probleem(&bezwaar))?;
    super::geheel(&poort, &beller, declaratie).await.map(Json)
}

/// Why something cannot be decided, with what to do.
fn probleem(bezwaar: &Bezwaar) -> Probleem {
    let onveranderd = "Er is niets veranderd.";
    match bezwaar {
        Bezwaar::BestaatNiet => bestaat_niet(),
        Bezwaar::NietTeBeoordelen => Probleem::besluit_botst(format!(
            "Over deze declaratie beslist in de poort niemand: de poort of uw eigen software beantwoordt haar. {onveranderd}"
        )),
        Bezwaar::Versie(nu) => Probleem::besluit_botst(format!(
            "Het voorstel is intussen gewijzigd: de laatste versie is {nu}. Bekijk die eerst en beslis dan opnieuw. \
             {onveranderd}"
        )),
        Bezwaar::Status(status) => Probleem::besluit_botst(format!("{} {onveranderd}", in_woorden(*status))),
        Bezwaar::ZelfdePersoon => Probleem::besluit_botst(format!(
            "U keurde deze versie zelf al goed. Voor dit bedrag is ook de goedkeuring van een collega nodig. {onveranderd}"
        )),
        Bezwaar::TeDruk => Probleem::besluit_botst(format!(
            "Collega’s besluiten op dit moment over dezelfde declaratie. Bekijk haar opnieuw en beslis dan. {onveranderd}"
        )),
        Bezwaar::Retourcode => {
            let codes: Vec<_> =
                AFWIJSCODES.iter().map(|bekend| format!("{} ({})", bekend.code, bekend.wanneer)).collect();
            Probleem::besluit_kan_niet(format!(
                "Met deze retourcode kan een gemeente een prestatie niet afwijzen. Kies uit: {}. {onveranderd}",
                codes.join("; ")
            ))
        }
        Bezwaar::GeenRegel(regel) => Probleem::besluit_kan_niet(format!(
            "De declaratie heeft geen regel {regel}. Controleer de regelnummers; zij tellen vanaf 1. {onveranderd}"
        )),
        Bezwaar::Credit(regel) => Probleem::besluit_kan_niet(format!(
            "Regel {regel} is een credit. Daarmee trekt de aanbieder zelf iets in, en dat kan een gemeente niet afwijzen \
             (IV085). Laat de regel weg. {onveranderd}"
        )),
        Bezwaar::AlAfgewezen(regel) => Probleem::besluit_kan_niet(format!(
            "Regel {regel} is al afgewezen. Laat de regel weg, of herstel eerst de eerdere afwijzing. {onveranderd}"
        )),
        Bezwaar::NietAfgewezen(regel) => Probleem::besluit_kan_niet(format!(
            "Regel {regel} is niet afgewezen. Laat de regel weg. {onveranderd}"
        )),
        Bezwaar::DoorRegels(regel) => Probleem::besluit_kan_niet(format!(
            "Regel {regel} is afgewezen door de regels van de standaard. Die gaan voor: niemand kan dat herstellen. Klopt de \
             toewijzing niet, wijzig die dan en laat de aanbieder opnieuw declareren. {onveranderd}"
        )),
    }
}

fn in_woorden(status: Beoordelingsstatus) -> &'static str {
    match status {
        Beoordelingsstatus::TeBeoordelen => "De declaratie is niet aangehouden.",
        Beoordelingsstatus::Aangehouden => "De declaratie is aangehouden. Hervat haar eerst.",
        Beoordelingsstatus::WachtOpTweede => {
            "De declaratie wacht op een tweede goedkeuring en is niet aangehouden."
        }
        Beoordelingsstatus::Vrijgegeven => {
            "De declaratie is al goedgekeurd en wordt nu beantwoord. Er valt niets meer te beslissen."
        }
        Beoordelingsstatus::Vastgesteld => "De declaratie is al beantwoord. Een tweede antwoord kan niet.",
    }
}
