using System.Buffers;

namespace OrderedBlocks;

/// <summary>An array pool as a pool of results.</summary>
internal sealed class ArrayResults<T>(int length, ArrayPool<T> arrays, bool clearArrays) : IResultPool<ArraySegment<T>>
{
    public ArraySegment<T> Rent() => new(arrays.Rent(length), 0, length);

    public void Return(ArraySegment<T> result)
    {
        if (result.Array is { } array)
        {
            arrays.Return(array, clearArrays);
        }
    }
}
