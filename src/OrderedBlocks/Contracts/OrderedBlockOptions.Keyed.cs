using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks;

/// <summary>
/// Options of an ordered block that orders its items by key as well: two with equal keys are never transformed at the same time,
/// and they are started in the order in which they were accepted. Items of different keys run in parallel.
/// </summary>
/// <typeparam name="TInput">The block's items: exactly the type of its input.</typeparam>
/// <typeparam name="TKey">Their keys.</typeparam>
/// <remarks>
/// <para>The order of the output is that of the input, as always. With an <see cref="OrderedActionBlock{TInput, TResult}"/> the
/// delegate that produces is ordered by key; the one that consumes is called in order anyway.</para>
/// <para>An item whose key is taken waits, and the items behind it are started, until the block is full: a waiting item keeps its
/// place and counts towards <see cref="DataflowBlockOptions.BoundedCapacity"/>. So it is the capacity that says how far others get
/// past a slow key. A worker that is free starts the oldest of the items whose keys are free.</para>
/// <para>An item is over for its key when the delegate has returned, or its task has ended: also if it failed or was
/// canceled; with <see cref="ItemFailureMode.SkipItem"/>, when its failure has a place. In a block that is faulted or canceled
/// nothing is started any more.</para>
/// <para>The block remembers keys only while they have an item that is being worked on or waits. Memory grows with the items in
/// the block and never with the keys it has seen; nothing is allocated for an item in a steady state. Items are claimed one
/// by one, under a lock: see "Order by key" in <c>docs/performance.md</c> for what that costs. With a
/// <see cref="ExecutionDataflowBlockOptions.MaxDegreeOfParallelism"/> of 1 nothing ever runs at the same time, and the
/// options without a key are cheaper.</para>
/// <para><see cref="OrderedBlockOptions.StrictStartOrder"/> is the opposite of this: with both, the block's constructor throws an
/// <see cref="ArgumentException"/>.</para>
/// </remarks>
public sealed class OrderedBlockOptions<TInput, TKey> : OrderedBlockOptions
{
    /// <summary>
    /// The key of an item. Must be set: while it is <see langword="null"/>, its default, a block's constructor throws an
    /// <see cref="ArgumentException"/>. So it does if the block's items are not of type <typeparamref name="TInput"/>.
    /// </summary>
    /// <remarks>
    /// <para>It is called once for an item, in the items' order, one call at a time, by a worker that is about to start something. It
    /// runs under a lock of the block: let it be quick and depend on the item alone. It must not wait for anything, a lock of yours
    /// included, and not send to the block. A key that is null is one like any other.</para>
    /// <para>If it throws, or the comparer, the item is treated as if the delegate had thrown that.</para>
    /// </remarks>
    public Func<TInput, TKey>? KeySelector { get; set; }

    /// <summary>
    /// Which keys are equal. The default, <see langword="null"/>, is <see cref="EqualityComparer{T}.Default"/>.
    /// </summary>
    /// <remarks>It is called under the same lock as <see cref="KeySelector"/>, and the same holds for it. It is not asked about null,
    /// which is equal to null alone.</remarks>
    public IEqualityComparer<TKey>? KeyComparer { get; set; }

    /// <inheritdoc/>
    internal override KeyRule GetKeyRule(string paramName) =>
        new KeyRule<TInput, TKey>(
            KeySelector ?? throw new ArgumentException(
                $"{nameof(KeySelector)} must be set: it makes the key of an item. Use {nameof(OrderedBlockOptions)} for a block without keys.",
                paramName),
            KeyComparer);

    /// <inheritdoc/>
    internal override string? FindOwnOption() => KeySelector is not null ? nameof(KeySelector) : base.FindOwnOption();
}
