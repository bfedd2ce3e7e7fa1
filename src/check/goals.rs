//! Checks goals: the loop's default order doesn't meet them, and another order does.

use super::needs_program;
use super::subject::Subject;
use crate::course::lesson::diagnostic::Diagnostic;
use crate::course::lesson::goal::{Goal, GoalStatus};
use crate::explore::{Coverage, Orders, Overview, explore};
use crate::limits::{EXPLORE_NEWS_INTERVAL, MAX_GOAL_STEPS};
use crate::session::{Launcher, SearchLimits, SearchNews, Session};

/// Returns whether an order of a program in another process meets the goal.
fn meets_elsewhere(launcher: &dyn Launcher, goal: &Goal) -> Result<bool, String> {
    let limits = SearchLimits { runs: None, sample: None, seed: None, is_whole: true };
    let mut search = launcher.explore(limits).map_err(|why| why.to_string())?;
    loop {
        match search.poll() {
            SearchNews::Pending | SearchNews::Progress(_) => search.wait(EXPLORE_NEWS_INTERVAL),
            SearchNews::Failed(why) => return Err(why),
            SearchNews::Found(found) => {
                let found: Overview =
                    serde_json::from_value(found).map_err(|why| why.to_string())?;
                return Ok(found.rows.iter().any(|row| goal.is_met_by(&row.outcome)));
            }
        }
    }
}

pub(super) fn faults(subject: Subject<'_>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let scenes = subject.lesson.scenes.iter().zip(&subject.page.front.scenes);
    for (nth, (scene, words)) in scenes.enumerate() {
        let Some(goal) = &words.goal else { continue };
        let line = subject.line_of(&goal.ask);
        let mut fault = |what: String, remedy| faults.push(subject.fault(line, what, remedy));
        if goal.is_empty() {
            fault("the goal has no condition".to_owned(), "write `end`, `prints`, or both");
            continue;
        }
        let mut own = Session::new(scene.program());
        own.to_end(MAX_GOAL_STEPS);
        if goal.reached(&own) == GoalStatus::Met {
            let what = format!("in `{}` the loop's own order meets the goal", words.name);
            fault(what, "name another end, or set the goal in another scene");
        }
        let meets =
            |orders: &Orders| orders.groups.iter().any(|group| goal.is_met_by(&group.outcome));
        if needs_program::is_record(subject.lesson, nth) {
            continue;
        }
        if let Some(launcher) = scene.program.backend.launcher() {
            match meets_elsewhere(launcher, goal) {
                Err(why) => fault(why, "set the goal in another scene"),
                Ok(false) => {
                    let what =
                        format!("no order of `{}` that was tried meets the goal", words.name);
                    fault(what, "look at `coroscope explore`, and ask for an end that is there");
                }
                Ok(true) => {}
            }
            continue;
        }
        match explore(scene.program()).try_all() {
            Err(why) => fault(why.to_string(), "set the goal in another scene"),
            Ok(orders) if !meets(&orders) => {
                let all = if orders.coverage == Coverage::All {
                    "no order"
                } else {
                    "no order of those drawn"
                };
                let what = format!("{all} of `{}` meets the goal", words.name);
                fault(what, "run `coroscope explore`, and name an end that it lists");
            }
            Ok(_) => {}
        }
    }
    faults
}
