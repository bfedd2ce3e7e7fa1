//! What the compiler knows of a local's type, asked without telling the compiler anything about that type.
//!
//! The hook for a local has to know whether its type implements `Debug`, but where a local is bound the compiler may
//! not know the type yet: after `let mut items = Vec::new();` the check would *require* `Debug`, and a later
//! `items.push(…)` of a type without it would be an error. So the attribute declares a [`TypeOf`] for each local. At
//! the binding its `T` becomes the local's type; at the end of the function, where all types are known, its other
//! parameters become the answers. They select the code of the hooks before.
//!
//! A `TypeOf` is a type without a value. The attribute assigns it again before each use, so that no lifetime in `T`
//! has to outlive the hook.

use super::Local;
use super::debug_text::debug_text;
use super::show::type_text;
use super::{AsResource, is_recording};
use std::any::type_name;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, LinkedList, VecDeque};
use std::convert::Infallible;
use std::fmt::{self, Debug};
use std::marker::PhantomData;

/// A local's type, and the answers to the questions about it.
#[expect(
    clippy::type_complexity,
    reason = "the type itself is named, and only generated code writes it"
)]
pub struct TypeOf<T, Format, Resource, Moves, Collection>(
    PhantomData<fn() -> (T, Format, Resource, Moves, Collection)>,
);

impl<T, F, R, M, C> fmt::Debug for TypeOf<T, F, R, M, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TypeOf<{}>", type_name::<T>())
    }
}

impl<T, F, R, M, C> TypeOf<T, F, R, M, C> {
    /// Returns the type of a value.
    pub fn value(_: &T) -> Self {
        TypeOf(PhantomData)
    }

    /// Returns a type that the compiler infers.
    #[expect(clippy::new_without_default, reason = "only generated code calls it")]
    #[must_use]
    pub fn new() -> Self {
        TypeOf(PhantomData)
    }

    /// Names a resource of the kit after the local.
    pub fn name_resource(_: &Self, value: &T, name: &str)
    where
        R: ResourceAnswer<T>,
    {
        R::name(value, name);
    }

    /// Records the local's value.
    pub fn record(_: &Self, value: &T, local: Local)
    where
        F: FormatAnswer<T>,
    {
        F::record(value, local);
    }

    /// Records that the local was moved, unless its type is `Copy` or a reference.
    pub fn record_move(_: &Self, local: Local)
    where
        M: MovesAnswer<T>,
    {
        if M::moves() {
            local.record_move(type_name::<T>());
        }
    }

    /// Returns whether the type is a standard collection.
    #[must_use]
    pub fn is_collection(_: &Self) -> bool
    where
        C: CollectionAnswer,
    {
        C::IS_COLLECTION
    }

    /// Returns only if the type is a standard collection, which the compiler knows from the result's type.
    pub fn prove_collection(_: &Self) -> C::Proof
    where
        C: CollectionAnswer,
    {
        C::prove()
    }

    /// Returns the question whose answers are given to [`TypeOf::answer`].
    #[must_use]
    pub fn question(_: &Self) -> Question<T, ()> {
        Question(PhantomData)
    }

    /// Sets the answers.
    pub fn answer(_: &Self, _: F, _: R, _: M, _: C) {}
}

/// A question about a type. Method resolution chooses the answer.
pub struct Question<T, Known>(PhantomData<fn() -> (T, Known)>);

impl<T> Question<T, ()> {
    /// Returns the question for those who know how the type is formatted.
    #[must_use]
    pub fn with<F: Copy>(&self, _: F) -> Question<T, F> {
        Question(PhantomData)
    }
}

impl<T, K> fmt::Debug for Question<T, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Question<{}>", type_name::<T>())
    }
}

/// The answer to a question that no hook depends on.
#[derive(Clone, Copy, Debug)]
pub struct Unasked;

/// Yes, the type implements the trait.
#[derive(Clone, Copy, Debug)]
pub struct Yes;

/// No, the type doesn't implement the trait.
#[derive(Clone, Copy, Debug)]
pub struct No;

/// The type implements neither `Debug` nor is it known whether it is `Copy`.
#[derive(Clone, Copy, Debug)]
pub struct IfDropped;

/// How a local is formatted.
pub trait FormatAnswer<T> {
    /// Records the local.
    fn record(value: &T, local: Local);
}

impl<T: Debug> FormatAnswer<T> for Yes {
    fn record(value: &T, local: Local) {
        local.record(type_name::<T>(), &|_| debug_text(value));
    }
}

impl<T> FormatAnswer<T> for No {
    fn record(_: &T, local: Local) {
        local.record(type_name::<T>(), &type_text);
    }
}

/// Whether a local is a resource of the kit, which is named after the first variable that it is bound to.
pub trait ResourceAnswer<T> {
    /// Names the resource.
    fn name(value: &T, name: &str);
}

impl<T: AsResource> ResourceAnswer<T> for Yes {
    fn name(value: &T, name: &str) {
        if is_recording() {
            value.set_name(name);
        }
    }
}

impl<T> ResourceAnswer<T> for No {
    fn name(_: &T, _: &str) {}
}

/// Whether a use by value moves a local.
pub trait MovesAnswer<T> {
    /// Returns whether it does.
    fn moves() -> bool;
}

impl<T> MovesAnswer<T> for Yes {
    fn moves() -> bool {
        // A `&mut` is usually borrowed again instead of moved.
        !type_name::<T>().starts_with("&mut ")
    }
}

impl<T> MovesAnswer<T> for No {
    fn moves() -> bool {
        false
    }
}

impl<T> MovesAnswer<T> for IfDropped {
    fn moves() -> bool {
        std::mem::needs_drop::<T>()
    }
}

/// Whether a local is a standard collection, whose methods that change it take it by reference.
pub trait CollectionAnswer {
    /// A type that has no value if the local is none.
    type Proof;
    /// Whether it is one.
    const IS_COLLECTION: bool;
    /// Returns the proof.
    fn prove() -> Self::Proof;
}

impl CollectionAnswer for Yes {
    type Proof = ();
    const IS_COLLECTION: bool = true;
    fn prove() {}
}

impl CollectionAnswer for No {
    type Proof = Infallible;
    const IS_COLLECTION: bool = false;
    fn prove() -> Infallible {
        unreachable!("the hook asks `IS_COLLECTION` first")
    }
}

/// A standard collection.
pub trait Collection {}
impl Collection for String {}
impl<T> Collection for Vec<T> {}
impl<T> Collection for VecDeque<T> {}
impl<T> Collection for LinkedList<T> {}
impl<T> Collection for BinaryHeap<T> {}
impl<T> Collection for BTreeSet<T> {}
impl<K, V> Collection for BTreeMap<K, V> {}
#[expect(clippy::disallowed_types, reason = "the program's own, which nothing here iterates")]
impl<T, S> Collection for std::collections::HashSet<T, S> {}
#[expect(clippy::disallowed_types, reason = "the program's own, which nothing here iterates")]
impl<K, V, S> Collection for std::collections::HashMap<K, V, S> {}
impl<C: Collection + ?Sized> Collection for &mut C {}
impl<C: Collection + ?Sized> Collection for Box<C> {}

/// The traits that answer the questions. Where the first one of a pair applies, method resolution chooses it, because
/// it needs fewer references.
pub mod questions {
    use super::{AsResource, Collection, Debug, IfDropped, No, Question, Yes};

    /// The type implements `Debug`.
    pub trait Formatted {
        /// Returns the answer.
        fn __observed_format(&self) -> Yes;
    }
    impl<T: Debug> Formatted for Question<T, ()> {
        fn __observed_format(&self) -> Yes {
            Yes
        }
    }
    /// It doesn't.
    pub trait NotFormatted {
        /// Returns the answer.
        fn __observed_format(&self) -> No;
    }
    impl<T> NotFormatted for &Question<T, ()> {
        fn __observed_format(&self) -> No {
            No
        }
    }

    /// The type is a resource of the kit.
    pub trait Resource {
        /// Returns the answer.
        fn __observed_resource(&self) -> Yes;
    }
    impl<T: AsResource> Resource for Question<T, ()> {
        fn __observed_resource(&self) -> Yes {
            Yes
        }
    }
    /// It isn't.
    pub trait NoResource {
        /// Returns the answer.
        fn __observed_resource(&self) -> No;
    }
    impl<T> NoResource for &Question<T, ()> {
        fn __observed_resource(&self) -> No {
            No
        }
    }

    /// The type implements `Debug` and `Copy`.
    ///
    /// Whether a closure is `Copy` depends on what it captures, which the compiler finds out after all else; asking
    /// would require it. No closure implements `Debug`, so a type without `Debug` isn't asked.
    pub trait Copied {
        /// Returns the answer.
        fn __observed_moves(&self) -> No;
    }
    impl<T: Copy> Copied for Question<T, Yes> {
        fn __observed_moves(&self) -> No {
            No
        }
    }
    /// It implements `Debug` and not `Copy`.
    pub trait Moved {
        /// Returns the answer.
        fn __observed_moves(&self) -> Yes;
    }
    impl<T> Moved for &Question<T, Yes> {
        fn __observed_moves(&self) -> Yes {
            Yes
        }
    }
    /// It doesn't implement `Debug`.
    pub trait Unknown {
        /// Returns the answer.
        fn __observed_moves(&self) -> IfDropped;
    }
    impl<T> Unknown for Question<T, No> {
        fn __observed_moves(&self) -> IfDropped {
            IfDropped
        }
    }

    /// The type is a standard collection.
    pub trait IsCollection {
        /// Returns the answer.
        fn __observed_collection(&self) -> Yes;
    }
    impl<T: Collection> IsCollection for Question<T, ()> {
        fn __observed_collection(&self) -> Yes {
            Yes
        }
    }
    /// It isn't.
    pub trait NoCollection {
        /// Returns the answer.
        fn __observed_collection(&self) -> No;
    }
    impl<T> NoCollection for &Question<T, ()> {
        fn __observed_collection(&self) -> No {
            No
        }
    }
}
