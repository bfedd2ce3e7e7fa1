//! A scene whose program is a script in the folder.
//!
//! The lesson's text is laid out along the whole run, so unlike any other script it's run to its end when the scene is
//! opened. A step of it that takes too long ends the run with a sentence.

use super::trust::Agreement;
use crate::limits::{MAX_TURN_TIME, TURN_WAIT};
use crate::process::Children;
use crate::record::Recorder;
use crate::record::source::SourceFile;
use crate::session::schedule::Schedule;
use crate::session::{
    Capabilities, Launcher, ProcessEnd, Read, RemoteSearch, SearchLimits, TurnSource,
};
use std::io;
use std::time::{Duration, Instant};

/// A script of a lesson's folder. Before each run the folder is compared with what the user has agreed to run.
pub(super) struct Recipe {
    pub children: Children,
    pub agreement: Agreement,
}

impl Launcher for Recipe {
    fn capabilities(&self) -> Capabilities {
        Capabilities { can_look_ahead: true, ..self.children.capabilities() }
    }

    fn launch(&self, schedule: &Schedule) -> io::Result<Box<dyn TurnSource>> {
        self.agreement.check()?;
        Ok(Box::new(Waiting(self.children.launch(schedule)?)))
    }

    fn explore(&self, limits: SearchLimits) -> io::Result<Box<dyn RemoteSearch>> {
        self.agreement.check()?;
        self.children.explore(limits)
    }
}

/// Waits for each step.
struct Waiting(Box<dyn TurnSource>);

impl TurnSource for Waiting {
    #[expect(clippy::disallowed_methods, reason = "a script may take a step that never ends")]
    fn read(&mut self, record: &mut Recorder, most: usize) -> Read {
        let since = Instant::now();
        loop {
            match self.0.read(record, most) {
                Read::Pending if since.elapsed() > MAX_TURN_TIME => {
                    let doing = self.0.waiting().unwrap_or_default();
                    let seconds = MAX_TURN_TIME.as_secs();
                    let sentence = format!("The script was stopped after {seconds} s. {doing}");
                    let sentence = sentence.trim_end().to_owned();
                    return Read::Ended(ProcessEnd::Failed(sentence, None));
                }
                Read::Pending => self.0.wait(TURN_WAIT),
                read => return read,
            }
        }
    }

    fn wait(&mut self, patience: Duration) {
        self.0.wait(patience);
    }

    fn waiting(&self) -> Option<String> {
        self.0.waiting()
    }

    fn outside(&self) -> Option<String> {
        self.0.outside()
    }

    fn sources(&self) -> Vec<SourceFile> {
        self.0.sources()
    }
}
