//! Whether a dossier or a Declaratie is closed, and since when. Nothing that is still under way is closed.

use chrono::NaiveDate;

/// Why something is still under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reden {
    /// An allocation has no end, whatever was said of its care.
    ToewijzingLoopt,
    /// A request has no final answer.
    VerzoekOpen,
    /// Lines of Declaraties are kept that belong to it.
    Declaraties,
    /// A message in its stroom was not processed or not answered yet, or waits for a decision of people: it may be about this.
    BerichtWacht,
    /// A levering was not confirmed.
    LeveringWacht,
    /// A message of it belongs to another dossier too, or another dossier refers to it.
    Verweven,
}

/// How something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// Under way.
    Loopt(Reden),
    /// Closed, on this day.
    Gesloten(NaiveDate),
}

/// What is known of the dossier of a client with a gemeente, under one law.
#[derive(Clone, Debug)]
pub struct Dossierfeiten {
    /// The end of the last version of each allocation.
    pub einddatums: Vec<Option<NaiveDate>>,
    /// The last end that a stop tells of.
    pub laatste_stop: Option<NaiveDate>,
    /// When the last of its messages was processed.
    pub laatste_bericht: NaiveDate,
    /// Requests without a final answer.
    pub open_verzoeken: bool,
    /// The last day of the terms that follow from its messages.
    pub laatste_termijn: Option<NaiveDate>,
    /// Lines of Declaraties for this client.
    pub declaratieregels: bool,
    /// Messages in its stromen that wait.
    pub wachtende_berichten: bool,
    /// Leveringen of its messages that were not confirmed.
    pub open_leveringen: bool,
    /// Others hang on its messages.
    pub verweven: bool,
}

impl Dossierfeiten {
    /// How it stands. It closes with its last day: the last end of an allocation or of care, the last message, or the last day of a term.
    pub fn stand(&self) -> Stand {
        let redenen = [
            (self.open_verzoeken, Reden::VerzoekOpen),
            (self.declaratieregels, Reden::Declaraties),
            (self.wachtende_berichten, Reden::BerichtWacht),
            (self.open_leveringen, Reden::LeveringWacht),
            (self.verweven, Reden::Verweven),
        ];
        let dagen = [self.laatste_stop, self.laatste_termijn];
        let mut laatste = dagen.into_iter().flatten().fold(self.laatste_bericht, NaiveDate::max);
        for einddatum in &self.einddatums {
            match einddatum {
                Some(einddatum) => laatste = laatste.max(*einddatum),
                None => return Stand::Loopt(Reden::ToewijzingLoopt),
            }
        }
        match redenen.into_iter().find(|(loopt, _)| *loopt) {
            Some((_, reden)) => Stand::Loopt(reden),
            None => Stand::Gesloten(laatste),
        }
    }
}

/// What is known of a Declaratie.
#[derive(Clone, Debug)]
pub struct Declaratiefeiten {
    /// When it was answered.
    pub beantwoord: NaiveDate,
    /// The last day of care that it claims.
    pub laatste_zorg: Option<NaiveDate>,
    /// Allocations that it claims have no end.
    pub toewijzing_loopt: bool,
    /// The last end of the allocations that it claims.
    pub laatste_einddatum: Option<NaiveDate>,
    /// When the last Declaratie was answered that claims one of the same allocations: a credit may take back a line of an earlier one.
    pub laatste_declaratie: Option<NaiveDate>,
    /// The last day of the terms that follow from it.
    pub laatste_termijn: Option<NaiveDate>,
    /// Messages in its stroom that wait.
    pub wachtende_berichten: bool,
    /// Leveringen of it or of its answer that were not confirmed.
    pub open_leveringen: bool,
}

impl Declaratiefeiten {
    /// How it stands. It closes with what it claims: as long as an allocation can be claimed, what was claimed before counts.
    pub fn stand(&self) -> Stand {
        let redenen = [
            (self.toewijzing_loopt, Reden::ToewijzingLoopt),
            (self.wachtende_berichten, Reden::BerichtWacht),
            (self.open_leveringen, Reden::LeveringWacht),
        ];
        if let Some((_, reden)) = redenen.into_iter().find(|(loopt, _)| *loopt) {
            return Stand::Loopt(reden);
        }
        let dagen =
            [self.laatste_zorg, self.laatste_einddatum, self.laatste_declaratie, self.laatste_termijn];
        Stand::Gesloten(dagen.into_iter().flatten().fold(self.beantwoord, NaiveDate::max))
    }
}
