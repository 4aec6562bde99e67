using System.Diagnostics.CodeAnalysis;
using OrderedBlocks.Atomics;

namespace OrderedBlocks.Channels;

/// <summary>Operations that have been used: as many as have waited at the same time.</summary>
internal sealed class OperationPool<TOperation>
    where TOperation : class
{
    private readonly Lock _lock = new();
    private readonly Stack<TOperation> _operations = new();

    /// <summary>Takes one, if there is one.</summary>
    public bool TryTake([NotNullWhen(true)] out TOperation? operation)
    {
        using (Uninterrupted.Enter(_lock))
        {
            return _operations.TryPop(out operation);
        }
    }

    /// <summary>Puts one back, which nobody uses any more.</summary>
    public void Return(TOperation operation)
    {
        using (Uninterrupted.Enter(_lock))
        {
            _operations.Push(operation);
        }
    }
}
