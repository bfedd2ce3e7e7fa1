//! What `#[observed]` leaves alone, and what it tells.

#![allow(
    clippy::await_holding_refcell_ref,
    clippy::diverging_sub_expression,
    clippy::drop_non_drop,
    clippy::elidable_lifetime_names,
    clippy::let_and_return,
    clippy::almost_swapped,
    clippy::many_single_char_names,
    clippy::needless_late_init,
    clippy::needless_pass_by_value,
    clippy::non_minimal_cfg,
    clippy::redundant_guards,
    clippy::semicolon_if_nothing_returned,
    clippy::unnecessary_operation,
    clippy::unnested_or_patterns,
    clippy::unused_async,
    reason = "the twins are odd on purpose: each oddity is a form that the attribute must take"
)]

#[path = "observed/borrows.rs"]
mod borrows;
#[path = "observed/drops.rs"]
mod drops;
#[path = "observed/events.rs"]
mod events;
#[path = "observed/locals.rs"]
mod locals;
#[path = "observed/moves.rs"]
mod moves;
#[path = "observed/run.rs"]
mod run;
#[path = "observed/shapes.rs"]
mod shapes;
#[path = "observed/twins.rs"]
mod twins;
#[path = "observed/types.rs"]
mod types;
