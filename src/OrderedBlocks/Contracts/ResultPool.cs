using System.Buffers;

namespace OrderedBlocks;

/// <summary>Makes pools for the results of blocks. <c>docs/object-reuse.md</c> says when one pays and when it does not.</summary>
public static class ResultPool
{
    /// <summary>Creates a pool that keeps what is returned to it, and makes what it has not got.</summary>
    /// <typeparam name="T">What is reused.</typeparam>
    /// <param name="capacity">How many objects are kept, from 1; what is returned beyond that is left to the collector. To
    /// never make one twice: the block's capacity and what its consumer holds besides. Threads that return at the same moment may
    /// exceed it, each by one.</param>
    /// <param name="create">Makes an object. Called by several threads at the same time, under no lock.</param>
    /// <param name="reset">Makes a used object as good as new, when it is returned: empties a list, for instance. Called like
    /// <paramref name="create"/>. An object whose reset throws is not kept, and the exception comes out of
    /// <see cref="IResultPool{T}.Return"/>.</param>
    /// <returns>The pool. Any thread may use it. First in, first out: threads that rent meet those that return as seldom as can
    /// be.</returns>
    /// <remarks>Renting and returning take a locked instruction each, and allocate nothing as long as there is something to
    /// rent. Nothing is made before it is needed, and nothing that is kept is let go of while the pool is alive.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is less than 1.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="create"/> is null.</exception>
    public static IResultPool<T> Create<T>(int capacity, Func<T> create, Action<T>? reset = null)
        where T : class
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentNullException.ThrowIfNull(create);
        return new KeptResults<T>(capacity, create, reset);
    }

    /// <summary>Creates a pool of array segments over an array pool.</summary>
    /// <typeparam name="T">The arrays' elements.</typeparam>
    /// <param name="length">The length of the segments that are rented, from 1. The arrays may be longer. A delegate that has
    /// filled less returns the slice that it has filled.</param>
    /// <param name="arrays">Where the arrays come from; null for <see cref="ArrayPool{T}.Shared"/>, which keeps a few arrays of a
    /// size for each processor, far fewer than a block with a large capacity has under way, and allocates the others. One of
    /// <see cref="ArrayPool{T}.Create(int, int)"/> keeps as many as it is told.</param>
    /// <param name="clearArrays">Whether arrays are cleared when they are returned, so that they keep nothing alive and show
    /// nothing to others.</param>
    /// <returns>The pool. Any thread may use it. A segment without an array is ignored when it is returned.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is less than 1.</exception>
    public static IResultPool<ArraySegment<T>> ForArrays<T>(int length, ArrayPool<T>? arrays = null, bool clearArrays = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        return new ArrayResults<T>(length, arrays ?? ArrayPool<T>.Shared, clearArrays);
    }
}
