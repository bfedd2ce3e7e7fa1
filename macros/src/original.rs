//! Keeps a copy of the original body, which never runs, so that the compiler warns about what the programmer wrote.
//!
//! A hook uses the local that it records. With the hooks alone, the compiler would report no variable, parameter or
//! assignment as unused.

use crate::hook;
use crate::signature::{self, has_impl};
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::BTreeSet;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Block, ItemImpl, ReturnType, Signature, Type};

/// Returns a copy of the body that never runs, if there can be one.
pub fn copy(sig: &Signature, moves: &[TokenStream], block: &Block) -> Option<TokenStream> {
    // Two closures have two types, so there can't be two values of one hidden type.
    let has_hidden_type = matches!(&sig.output, ReturnType::Type(_, result) if has_impl(result));
    if has_hidden_type || !can_be_copied(block) {
        return None;
    }
    let (value, result) = (hook::result(), signature::result_type(sig));
    Some(quote! {
        if false {
            #(#moves)*
            let #value: #result = #block;
            #[allow(unreachable_code)]
            return #value;
        }
    })
}

/// Returns whether a block can be compiled twice. A trait can be implemented only once for a type outside of it.
fn can_be_copied(block: &Block) -> bool {
    #[derive(Default)]
    struct Items {
        types: BTreeSet<String>,
        implemented: BTreeSet<String>,
    }
    impl Visit<'_> for Items {
        fn visit_item_struct(&mut self, item: &syn::ItemStruct) {
            self.types.insert(item.ident.to_string());
        }
        fn visit_item_enum(&mut self, item: &syn::ItemEnum) {
            self.types.insert(item.ident.to_string());
        }
        fn visit_item_impl(&mut self, item: &ItemImpl) {
            let name = match &*item.self_ty {
                Type::Path(of) => of.path.segments.last().map(|last| last.ident.to_string()),
                _ => None,
            };
            self.implemented.insert(name.unwrap_or_default());
            visit::visit_item_impl(self, item);
        }
        fn visit_attribute(&mut self, _: &Attribute) {}
    }
    let mut items = Items::default();
    items.visit_block(block);
    items.implemented.is_subset(&items.types)
}

/// Turns each `#[expect(…)]` into `#[allow(…)]`: only the copy is expected to have the warning.
pub fn allow_expected(block: &mut Block) {
    struct Allow;
    impl VisitMut for Allow {
        fn visit_attribute_mut(&mut self, attribute: &mut Attribute) {
            if let syn::Meta::List(list) = &mut attribute.meta
                && list.path.is_ident("expect")
            {
                list.path = syn::parse_quote!(allow);
            }
            visit_mut::visit_attribute_mut(self, attribute);
        }
    }
    Allow.visit_block_mut(block);
}
