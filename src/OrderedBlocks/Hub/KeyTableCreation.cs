using OrderedBlocks.Keys;

namespace OrderedBlocks.Hub;

/// <summary>Creates the table of keys of a block by the rule of its options.</summary>
/// <param name="paramName">The name of the block's parameter, for the exception.</param>
internal sealed class KeyTableCreation<TItem>(string paramName) : IKeyRuleVisitor
{
    /// <summary>The table; null until the rule has been visited.</summary>
    public KeyTable<TItem>? Table { get; private set; }

    /// <exception cref="ArgumentException">The rule is one for items of another type.</exception>
    public void Visit<TInput, TKey>(Func<TInput, TKey> selector, IEqualityComparer<TKey>? comparer)
    {
        // Exactly this type: by variance a selector of a base type would fit as well.
        if (typeof(TInput) != typeof(TItem))
        {
            throw new ArgumentException(
                $"KeySelector makes a key of a {typeof(TInput)}, but the block's items are of type {typeof(TItem)}. Use "
                + "OrderedBlockOptions<TInput, TKey> with the TInput of the block.",
                paramName);
        }

        Table = new KeyTable<TItem, TKey>((Func<TItem, TKey>)(object)selector, comparer);
    }
}
