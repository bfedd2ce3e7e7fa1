//! What `#[observed]` leaves alone, and what it tells.

#[path = "observed/drops.rs"]
mod drops;
#[path = "observed/events.rs"]
mod events;
#[path = "observed/locals.rs"]
mod locals;
#[path = "observed/run.rs"]
mod run;
#[path = "observed/shapes.rs"]
mod shapes;
#[path = "observed/twins.rs"]
mod twins;
