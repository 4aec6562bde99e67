namespace OrderedBlocks;

/// <summary>A key for each item, and which keys are equal.</summary>
/// <param name="selector">Makes the key of an item.</param>
/// <param name="comparer">Null for the default one.</param>
internal sealed class KeyRule<TInput, TKey>(Func<TInput, TKey> selector, IEqualityComparer<TKey>? comparer) : KeyRule
{
    public override void Accept(IKeyRuleVisitor visitor) => visitor.Visit(selector, comparer);
}
