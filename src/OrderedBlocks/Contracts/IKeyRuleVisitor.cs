namespace OrderedBlocks;

/// <summary>Learns the types of a <see cref="KeyRule"/>.</summary>
internal interface IKeyRuleVisitor
{
    void Visit<TInput, TKey>(Func<TInput, TKey> selector, IEqualityComparer<TKey>? comparer);
}
