//! stub
use proc_macro::TokenStream;
/// stub
#[proc_macro_attribute]
pub fn observed(_: TokenStream, item: TokenStream) -> TokenStream {
    item
}
