namespace OrderedBlocks;

/// <summary>
/// Where a block gets the objects that its delegate fills, and where they go when nobody needs them any more: buffers, as a rule.
/// </summary>
/// <typeparam name="T">A block's output. A value type does, too, if it leads to what is reused, such as an
/// <see cref="ArraySegment{T}"/>.</typeparam>
/// <remarks>
/// <para><see cref="ResultPool"/> makes pools; any other is an implementation of this away. One pool may serve any number of
/// blocks and of others.</para>
/// <para>Both members are called by several threads at the same time, on whatever thread the block's work runs and on the one
/// that ends a delegate's task. They should be quick, must not wait for the block, and are called under no lock of the block's, though
/// perhaps under one of whoever ends that task.</para>
/// </remarks>
public interface IResultPool<T>
{
    /// <summary>Hands out an object that nobody else has: a used one or a new one.</summary>
    /// <returns>Not null. What it contains is up to the pool.</returns>
    /// <remarks>A block calls it just before the delegate. What it throws is the failure of that item, as if the delegate had
    /// thrown it.</remarks>
    T Rent();

    /// <summary>Takes an object back. Whoever calls this must not touch the object afterwards, nor return it again.</summary>
    /// <param name="result">What was rented, or what has taken its place.</param>
    /// <remarks>What it throws when a block calls it faults the block.</remarks>
#pragma warning disable CA1716 // the pools of the framework call it so, too
    void Return(T result);
#pragma warning restore CA1716
}
