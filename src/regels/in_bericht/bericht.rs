//! Rules about the message as a whole: who and when, the products it names, and what may not stand in it twice.

use chrono::NaiveDate;

use super::{BerichtRegel, Bij, Toets};
use crate::bericht::{
    AdresSoort, Klasse, Product, Richting, Soort, Standaard, StartProduct, ToewijzingNummer,
};
use crate::regels::gezien::Gezien;
use crate::regels::soorten::{GEEN_RETOUR, MET_CLIENT};
use crate::regels::{Afwijking, Niveau, Regel};

pub(super) const REGELS: &[BerichtRegel] = &[TR101, TR135, TR378, TR381];

/// Choices: numbers are compared by value, `0010` is `10` (conflict 4.6). The key of a stop has its reason and last day
/// (conflict 5.4). The products of a 315 have the key that TR383 guards; that is told once, by TR383. Prestaties are
/// compared within their Client: a second Client with the same burgerservicenummer is wrong itself. Of the Contact of a Relatie
/// and of the Client of a 317 the schema allows no second one.
const TR101: BerichtRegel = BerichtRegel {
    regel: Regel::in_bericht(
        "TR101",
        &Standaard::ALLE,
        MET_CLIENT,
        "Niets staat twee keer in een bericht",
        "Elke regel in een bericht heeft kenmerken die samen maar één keer mogen voorkomen, zoals het toewijzingnummer van een \
         toegewezen product of het referentienummer van een prestatie. Anders weet de ontvanger niet welke van de twee geldt. \
         Haal de dubbele regel weg of geef haar een eigen kenmerk.",
    ),
    toetsen: &[Toets::Verloop(|| {
        let mut gezien = Gezien::niets();
        let mut clienten = Gezien::niets();
        let mut van_client = Gezien::niets();
        Box::new(move |klasse, _| {
            let (al_eerder, onder, tekst) = match klasse {
                Klasse::Prestatie(prestatie) => (
                    van_client.al_eerder((prestatie.referentie.clone(), prestatie.vorige_referentie.clone())),
                    "ProductReferentie/ReferentieNummer",
                    "Dit referentienummer staat meer dan één keer bij deze cliënt. Geef elke prestatie een eigen referentienummer.",
                ),
                Klasse::Client(persoon) => {
                    van_client.vergeet();
                    (
                        clienten.al_eerder(persoon.bsn.clone().ok()?),
                        "Bsn",
                        "Deze cliënt staat meer dan één keer in het bericht. Zet alle prestaties bij dezelfde cliënt.",
                    )
                }
                klasse => {
                    let (sleutel, onder, tekst) = sleutel(klasse)?;
                    (gezien.al_eerder(sleutel), onder, tekst)
                }
            };
            al_eerder.then(|| (onder, tekst.to_owned()))
        })
    })],
};

/// What makes a klasse other than a Client or a Prestatie itself, within its message.
#[derive(PartialEq, Eq, Hash)]
enum Sleutel {
    Relatie(String),
    Contact(AdresSoort),
    ToegewezenProduct(ToewijzingNummer),
    OngewijzigdProduct(ToewijzingNummer),
    TeWijzigenProduct(ToewijzingNummer),
    NieuwProduct(Option<Product>, NaiveDate),
    StartProduct(Gestart),
    StopProduct(Gestart, String, NaiveDate),
}

/// Allocation, product and first day: the key of a start. Without an allocation (working by task) the rest is (IV096).
type Gestart = (Option<ToewijzingNummer>, Option<Product>, NaiveDate);

fn gestart(start: &StartProduct) -> Gestart {
    (start.nummer, start.product.clone(), start.begindatum)
}

/// The key of a klasse, where a second one with that key is told, and how.
fn sleutel(klasse: Klasse<'_>) -> Option<(Sleutel, &'static str, &'static str)> {
    const NUMMER: &str = "Dit toewijzingnummer staat meer dan één keer in deze lijst. Haal de dubbele weg.";
    Some(match klasse {
        Klasse::Relatie(relatie) => (
            Sleutel::Relatie(relatie.nummer.clone()),
            "Nummer",
            "Dit nummer hoort al bij een andere relatie van de cliënt. Geef elke relatie een eigen nummer.",
        ),
        Klasse::Contact(contact) if !contact.van_relatie => (
            Sleutel::Contact(contact.soort),
            "Soort",
            "Deze soort adres staat meer dan één keer bij de cliënt. Laat er één staan.",
        ),
        Klasse::ToegewezenProduct(product) => {
            (Sleutel::ToegewezenProduct(product.nummer), "ToewijzingNummer", NUMMER)
        }
        Klasse::OngewijzigdProduct(product) => {
            (Sleutel::OngewijzigdProduct(product.nummer), "ToewijzingNummer", NUMMER)
        }
        Klasse::TeWijzigenProduct(product) => {
            (Sleutel::TeWijzigenProduct(product.nummer), "ToewijzingNummer", NUMMER)
        }
        Klasse::NieuwProduct(product) => (
            Sleutel::NieuwProduct(product.product.clone(), product.ingangsdatum),
            "",
            "Dit product wordt meer dan één keer gevraagd met dezelfde ingangsdatum. Voeg de twee samen of haal er een weg.",
        ),
        Klasse::StartProduct(start) => (
            Sleutel::StartProduct(gestart(start)),
            "",
            "Deze start staat meer dan één keer in het bericht: dezelfde toewijzing, hetzelfde product en dezelfde \
             begindatum. Verbeter een andere waarde van een eerdere start in twee berichten: eerst verwijderen, dan opnieuw.",
        ),
        Klasse::StopProduct(stop) => (
            Sleutel::StopProduct(gestart(&stop.start), stop.reden_beeindiging.clone(), stop.einddatum),
            "",
            "Deze stop staat meer dan één keer in het bericht: dezelfde toewijzing, hetzelfde product, dezelfde datums en \
             dezelfde reden. Verbeter een andere waarde van een eerdere stop in twee berichten: eerst verwijderen, dan opnieuw.",
        ),
        _ => return None,
    })
}

const fn extern_(
    code: &'static str,
    berichten: &'static [Soort],
    retourcode: &'static str,
    titel: &'static str,
    uitleg: &'static str,
) -> Regel {
    let (standaarden, niveau, retourcode) = (&Standaard::ALLE, Niveau::Extern, Some(retourcode));
    Regel { code, standaarden, berichten, niveau, retourcode, titel, uitleg }
}

const TR135: BerichtRegel = BerichtRegel {
    regel: extern_(
        "TR135",
        GEEN_RETOUR,
        "8848",
        "De dagtekening ligt niet in de toekomst",
        "De dagtekening is de dag waarop het bericht is gemaakt. Die kan niet na de dag liggen waarop het bericht aankomt. Zet \
         de datum van de computer goed en maak het bericht opnieuw.",
    ),
    toetsen: &[
        Toets::Los(|klasse, bij| {
            niet_in_de_toekomst(klasse.header()?.dagtekening, "BerichtIdentificatie/Dagtekening", bij)
        }),
        Toets::Los(|klasse, bij| {
            let (_, dagtekening) = klasse.header()?.declaratie.as_ref()?;
            niet_in_de_toekomst(*dagtekening, "DeclaratieIdentificatie/Dagtekening", bij)
        }),
    ],
};

fn niet_in_de_toekomst(dagtekening: NaiveDate, onder: &'static str, bij: &Bij<'_>) -> Option<Afwijking> {
    let vandaag = bij.omstandigheden.vandaag;
    (dagtekening > vandaag).then(|| {
        let tekst = format!(
            "De dagtekening is {dagtekening}, maar het is vandaag {vandaag}. Vul de dag in waarop het bericht is gemaakt."
        );
        (onder, tekst)
    })
}

/// Choice: after a merger of gemeenten the older list counts for care from before it. We hold the list of 2026; a code that is
/// not on it is only refused if the oldest care in the message, or the message itself, is of that year.
const TR378: BerichtRegel = BerichtRegel {
    regel: extern_(
        "TR378",
        GEEN_RETOUR,
        "S300",
        "De gemeentecode bestaat",
        "Een gemeente heeft een code van vier cijfers van het CBS. De code in het bericht moet op de lijst staan van de dag \
         waarop de zorg ingaat. Is de gemeente opgegaan in een andere, gebruik dan voor nieuwe zorg de code van de nieuwe gemeente.",
    ),
    toetsen: &[
        Toets::Verloop(|| {
            let mut eerste_dag: Option<NaiveDate> = None;
            Box::new(move |klasse, bij| {
                let Klasse::Einde(header) = klasse else {
                    eerste_dag = [eerste_dag, eerste_zorgdag(klasse)].into_iter().flatten().min();
                    return None;
                };
                let dag = eerste_dag.map_or(header.dagtekening, |dag| dag.min(header.dagtekening));
                let onder = match header.berichttype.soort.afzender_in_header() {
                    Richting::VanGemeente => "Afzender",
                    Richting::VanAanbieder => "Ontvanger",
                };
                let bekend = bij.omstandigheden.lijsten.is_gemeente(&header.gemeente, dag)?;
                (!bekend).then(|| (onder, onbekende_gemeente(header.gemeente.as_str())))
            })
        }),
        Toets::Los(|klasse, bij| {
            let gemeente = klasse.antwoord()?.woonplaatsbeginsel.as_ref()?;
            let bekend = bij.omstandigheden.lijsten.is_gemeente(gemeente, bij.header.dagtekening)?;
            (!bekend).then(|| ("Woonplaatsbeginsel/Gemeente", onbekende_gemeente(gemeente.as_str())))
        }),
    ],
};

fn onbekende_gemeente(code: &str) -> String {
    format!(
        "Er is geen gemeente met code {code}. Neem de code over uit de gemeentelijke indeling van het CBS."
    )
}

/// The first day of the care that a klasse is about.
fn eerste_zorgdag(klasse: Klasse<'_>) -> Option<NaiveDate> {
    let van_start = |start: &StartProduct| start.toewijzing_ingangsdatum.unwrap_or(start.begindatum);
    match klasse {
        Klasse::StartProduct(start) => Some(van_start(start)),
        Klasse::StopProduct(stop) => Some(van_start(&stop.start)),
        Klasse::Prestatie(prestatie) => Some(prestatie.periode.begindatum),
        klasse => Some(klasse.zorg()?.ingangsdatum),
    }
}

/// Without a list of products there is nothing to check: what is not known is not refused.
const TR381: BerichtRegel = BerichtRegel {
    regel: extern_(
        "TR381",
        &[
            Soort::Toewijzing,
            Soort::Start,
            Soort::Stop,
            Soort::VerzoekToewijzing,
            Soort::VerzoekWijziging,
            Soort::Declaratie,
        ],
        "S329",
        "De productcode past bij de productcategorie",
        "Gemeente en aanbieder gebruiken dezelfde productcodelijst. Daarin hoort elke code bij een categorie. Kies een code die \
         in de lijst bij deze categorie staat.",
    ),
    toetsen: &[Toets::Los(|klasse, bij| {
        let (product, onder) = klasse.product()?;
        let past = bij.omstandigheden.lijsten.is_product(bij.header.berichttype.standaard, product)?;
        (!past).then(|| {
            let tekst = format!(
                "Deze productcode staat in de productcodelijst niet bij categorie {}. Kies een code die bij de categorie hoort.",
                product.categorie
            );
            (onder, tekst)
        })
    })],
};
