//! The jobs that run outside the loop, as they are shown.

use super::{WakerOwner, World};
use crate::record::event::{JobId, OutsideEvent, ResourceId, TaskId, TextId, Time};

/// How far a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobStage {
    /// It waits for a place.
    Waiting,
    /// It runs in this place, since this time.
    Running(u32, Time),
    /// It ended at this time, in the latest step.
    Done(u32, Time),
}

/// One job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    /// What it is called.
    pub name: TextId,
    /// The pool or the stream that it was handed over to.
    pub of: ResourceId,
    /// How far it is.
    pub stage: JobStage,
    /// The task whose waker it stores.
    pub waiter: Option<TaskId>,
    /// Whether its future was dropped, so that nothing receives its result.
    pub is_abandoned: bool,
}

impl World {
    pub(super) fn apply_to_outside(&mut self, event: &OutsideEvent) {
        match *event {
            OutsideEvent::Opened { resource, places } => _ = self.places.insert(resource, places),
            OutsideEvent::HandedOver { job, resource, name } => {
                let (stage, waiter) = (JobStage::Waiting, None);
                let new = Job { name, of: resource, stage, waiter, is_abandoned: false };
                self.jobs.insert(job, new);
            }
            OutsideEvent::Named { job, name } => self.change_job(job, |job| job.name = name),
            OutsideEvent::Started { job, place, at } => {
                self.change_job(job, |job| job.stage = JobStage::Running(place, at));
            }
            OutsideEvent::Awaited { job, task } => {
                self.change_job(job, |job| job.waiter = Some(task));
            }
            OutsideEvent::Abandoned { job } => {
                self.change_job(job, |job| (job.is_abandoned, job.waiter) = (true, None));
            }
            OutsideEvent::Done { job: id, at } => {
                let Some(job) = self.jobs.get_mut(&id) else { return };
                let place = if let JobStage::Running(place, _) = job.stage { place } else { 0 };
                job.stage = JobStage::Done(place, at);
                self.given_up = job.waiter.take().map(|task| (Some(task), WakerOwner::Job(id)));
                self.ended_jobs.push(id);
            }
        }
    }

    fn change_job(&mut self, job: JobId, change: impl FnOnce(&mut Job)) {
        if let Some(job) = self.jobs.get_mut(&job) {
            change(job);
        }
    }

    /// Returns the jobs that store a waker of this task.
    pub(super) fn jobs_awaited_by(&self, task: TaskId) -> impl Iterator<Item = JobId> {
        let awaits = move |job: &Job| job.waiter == Some(task);
        self.jobs.iter().filter(move |(_, job)| awaits(job)).map(|(id, _)| *id)
    }

    /// Returns the job that is in this place of a pool or a stream: the one that runs there, or else the one that ended
    /// there in the latest step.
    #[must_use]
    pub fn job_in(&self, of: ResourceId, place: u32) -> Option<(JobId, &Job)> {
        let here = || self.jobs.iter().filter(|(_, job)| job.of == of);
        let running = here().find(
            |(_, job)| matches!(job.stage, JobStage::Running(running, _) if running == place),
        );
        let ended = || {
            here().rfind(|(_, job)| matches!(job.stage, JobStage::Done(ended, _) if ended == place))
        };
        running.or_else(ended).map(|(id, job)| (*id, job))
    }

    /// Returns the jobs that wait for a place of this pool or stream, oldest first.
    pub fn jobs_waiting_for(&self, of: ResourceId) -> impl Iterator<Item = (JobId, &Job)> {
        let waits = move |job: &Job| job.of == of && job.stage == JobStage::Waiting;
        self.jobs.iter().filter(move |(_, job)| waits(job)).map(|(id, job)| (*id, job))
    }

    /// Returns whether a job is running outside the loop.
    #[must_use]
    pub fn has_running_jobs(&self) -> bool {
        self.jobs.values().any(|job| matches!(job.stage, JobStage::Running(..)))
    }
}
