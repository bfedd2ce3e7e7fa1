//! stub
extern crate self as coroscope;
pub mod course;
pub mod executor;
pub mod kit;
