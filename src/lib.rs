//! stub
extern crate self as coroscope;
pub mod app;
pub mod course;
pub mod executor;
pub mod export;
pub mod kit;
pub mod session;
pub mod world;
