using System.Runtime.CompilerServices;

namespace OrderedBlocks.Delegates;

/// <summary>The pool of a block that reuses its results, as the block uses it.</summary>
/// <remarks>
/// Each object that is rented goes one of these ways: to whoever takes the output; or, given back by the block, from the delegate that
/// has failed, from the delegate that has consumed it, or out of the ring of a block that throws its outputs away. What the delegate
/// returns takes the place of what it was given.
/// </remarks>
/// <param name="pool">The user's.</param>
internal sealed class Reuse<TOutput>(IResultPool<TOutput> pool)
{
    /// <summary>What becomes of the block when the pool throws. Set before the block works.</summary>
    public Action<IReadOnlyList<Exception>>? Fail { get; set; }

    /// <summary>Gets an object for the delegate. What the pool throws comes out of here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TOutput Rent()
    {
        TOutput rented = pool.Rent();
        if (rented is null)
        {
            ThrowNothingRented();
        }

        return rented;
    }

    /// <summary>Gives back what nobody else has. Throws nothing: what the pool throws faults the block.</summary>
    public void GiveBack(TOutput output)
    {
        if (output is null)
        {
            // The delegate has handed on nothing in place of what it was given.
            return;
        }

        try
        {
            pool.Return(output);
        }
        catch (Exception error)
        {
            // Whatever the user's pool throws is the block's fault from here on.
            Fail?.Invoke([error]);
        }
    }

    private static void ThrowNothingRented() =>
        throw new InvalidOperationException("The pool has rented out null. A pool that is empty has to make an object.");
}
