//! Finds `cfg` attributes. An attribute sees code before it is configured, so whatever it adds for a statement, a
//! parameter or a variable must be configured like that.

use syn::{Attribute, Expr};

/// Returns the `cfg` attributes among these.
pub fn of(attributes: &[Attribute]) -> impl Iterator<Item = Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")).cloned()
}

/// Returns the attributes in front of an expression. `syn` attaches them to the leftmost operand.
pub fn attributes(expr: &Expr) -> &[Attribute] {
    match expr {
        Expr::Assign(assign) if assign.attrs.is_empty() => return attributes(&assign.left),
        Expr::Binary(binary) if binary.attrs.is_empty() => return attributes(&binary.left),
        Expr::Cast(cast) if cast.attrs.is_empty() => return attributes(&cast.expr),
        _ => {}
    }
    macro_rules! attributes_of {
        ($($variant:ident)*) => {
            match expr {
                $(Expr::$variant(expr) => &expr.attrs,)*
                _ => &[],
            }
        };
    }
    attributes_of! {
        Array Assign Async Await Binary Block Break Call Cast Closure Const Continue Field ForLoop Group If Index Infer
        Let Lit Loop Macro Match MethodCall Paren Path Range RawAddr Reference Repeat Return Struct Try TryBlock Tuple
        Unary Unsafe While Yield
    }
}
