using System.Collections.Concurrent;

namespace OrderedBlocks.Tests.TestBlocks;

/// <summary>
/// A delegate that holds every item until the test lets it go: to its result (the item itself), to an exception or to
/// cancellation.
/// </summary>
public sealed class Gate
{
    private readonly ConcurrentDictionary<int, TaskCompletionSource<int>> _doors = new();
    private readonly Log<int> _started = new();

    // set once, before the doors it opens are looked at: a door made later sees it
    private volatile bool _allOpen;

    /// <summary>The items the block has given to the delegate, in the order of the calls.</summary>
    public int[] Started => _started.Entries;

    /// <summary>The delegate.</summary>
    public Task<int> Run(int item)
    {
        TaskCompletionSource<int> door = DoorOf(item);
        _started.Add(item);
        return door.Task;
    }

    /// <summary>Blocks until the delegate has been called for the item.</summary>
    public void WaitForStart(int item) => _started.WaitForEntry(item);

    /// <summary>Blocks until the delegate has been called so often.</summary>
    public void WaitForStarts(int count) => _started.WaitForCount(count);

    /// <summary>Lets these items end with their results.</summary>
    public void Open(params int[] items)
    {
        foreach (int item in items)
        {
            DoorOf(item).TrySetResult(item);
        }
    }

    /// <summary>Lets every item end with its result, those that come later, too.</summary>
    public void OpenAll()
    {
        _allOpen = true;
        Interlocked.MemoryBarrier();
        Open([.. _doors.Keys]);
    }

    /// <summary>Lets the item end with an exception.</summary>
    public void Fail(int item, Exception exception) => DoorOf(item).TrySetException(exception);

    /// <summary>Lets the item end canceled.</summary>
    public void Cancel(int item) => DoorOf(item).TrySetCanceled();

    private TaskCompletionSource<int> DoorOf(int item)
    {
        TaskCompletionSource<int> door = _doors.GetOrAdd(
            item, _ => new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously));
        Interlocked.MemoryBarrier();
        if (_allOpen)
        {
            door.TrySetResult(item);
        }

        return door;
    }
}
