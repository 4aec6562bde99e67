using System.Diagnostics.CodeAnalysis;
using OrderedBlocks.Atomics;

namespace OrderedBlocks.Output;

/// <content>
/// Those who read, and may wait for it. They come before the links; one who takes an output before those who only wait for one.
/// </content>
internal sealed partial class LinkedOutput<TOutput>
{
    // Null unless somebody may wait. Written once, before anybody does.
    private AtomicReference<WaitingReaders<TOutput>> _readers;

    // Under the output lock: those whose waits have been ended under it and who are to be told.
    private IOutputReader<TOutput>? _firstToNotify;
    private IOutputReader<TOutput>? _lastToNotify;

    /// <summary>From here on somebody may wait. Any thread, any number of times.</summary>
    public void ExpectReaders()
    {
        _lock.Enter();
        if (_readers.Read() is null)
        {
            _readers.Write(new WaitingReaders<TOutput>());
        }

        ExitFromOutside();
    }

    /// <summary>Takes the output at the head, unless others wait for it.</summary>
    /// <param name="item">The output.</param>
    /// <param name="isOver">Whether there will never be one, and the completion has ended.</param>
    public bool TryRead([MaybeNullWhen(false)] out TOutput item, out bool isOver)
    {
        _lock.Enter();
        bool isThere = TryPeekPastReaders(out item);
        if (isThere)
        {
            RemoveHead();
        }

        isOver = IsOver;
        ExitFromOutside();
        return isThere;
    }

    /// <summary>Shows the output at the head, unless others wait for it.</summary>
    /// <inheritdoc cref="TryRead"/>
    public bool TryPeek([MaybeNullWhen(false)] out TOutput item, out bool isOver)
    {
        _lock.Enter();
        bool isThere = TryPeekPastReaders(out item);
        isOver = IsOver;
        ExitFromOutside();
        return isThere;
    }

    /// <summary>
    /// Lets somebody wait for an output, behind those who do; after <see cref="ExpectReaders"/>. It may be served before this returns.
    /// </summary>
    /// <param name="reader">Who waits.</param>
    /// <param name="id">Which of its waits: for <see cref="IOutputReader{TOutput}.TryEnd"/>.</param>
    /// <param name="takes">Whether it takes the output; otherwise it wants to know only that there is one.</param>
    /// <returns>Whether it waits: not if the block has ended.</returns>
    public bool TryAwait(IOutputReader<TOutput> reader, long id, bool takes)
    {
        _lock.Enter();
        bool waits = !IsOver;
        if (waits)
        {
            _readers.Read()!.Add(reader, id, takes);
            ServeReaders();
        }

        // Looks at the head once more, after a full fence: HeadRelease, as for whoever has held the output.
        ExitFromOutside();
        return waits;
    }

    /// <summary>Somebody waits no more, if he does. Any thread; without the output lock.</summary>
    public void Withdraw(IOutputReader<TOutput> reader) => _readers.Read()!.Remove(reader);

    // Under the output lock, which those who wait are taken away under after the completion has ended: who comes later sees that.
    private bool IsOver => LifeCycle.Completion.IsCompleted;

    // The look at the readers comes after the one at the head, each time: an output that comes between the two is the readers'.
    private bool TryPeekPastReaders([MaybeNullWhen(false)] out TOutput output)
    {
        while (TryPeekUnreserved(out output))
        {
            if (_readers.Read() is not { IsEmpty: false } readers)
            {
                return true;
            }

            Serve(readers);
        }

        return false;
    }

    private bool TryPeekUnreserved([MaybeNullWhen(false)] out TOutput output)
    {
        if (_reservedFor.Read() is null)
        {
            return _outputs.TryPeek(out output);
        }

        output = default;
        return false;
    }

    // Gives the heads that there are to those who wait. Returns whether anybody is to be told of it.
    private bool ServeReaders() => _readers.Read() is { IsEmpty: false } readers && Serve(readers);

    private bool Serve(WaitingReaders<TOutput> readers)
    {
        while (TryPeekUnreserved(out TOutput? output))
        {
            bool takes = readers.TryTake(takes: true, out WaitingReader<TOutput> waiting);
            if (!takes && !readers.TryTake(takes: false, out waiting))
            {
                break;
            }

            // First the reader, then the head: one that has been canceled gets none.
            if (waiting.Reader.TryEnd(waiting.Id))
            {
                waiting.Reader.Receive(output);
                NotifyLater(waiting.Reader);
                if (takes)
                {
                    RemoveHead();
                }
            }
        }

        return _firstToNotify is not null;
    }

    private void NotifyLater(IOutputReader<TOutput> reader)
    {
        if (_lastToNotify is null)
        {
            _firstToNotify = reader;
        }
        else
        {
            _lastToNotify.NextToNotify = reader;
        }

        _lastToNotify = reader;
    }

    private IOutputReader<TOutput>? TakeReadersToNotify()
    {
        IOutputReader<TOutput>? first = _firstToNotify;
        if (first is not null)
        {
            _firstToNotify = null;
            _lastToNotify = null;
        }

        return first;
    }

    // At the end, under the output lock: nobody waits after this.
    private IOutputReader<TOutput>? TakeAllReaders()
    {
        if (_readers.Read() is { } readers)
        {
            while (readers.TryTake(takes: true, out WaitingReader<TOutput> waiting)
                || readers.TryTake(takes: false, out waiting))
            {
                if (waiting.Reader.TryEnd(waiting.Id))
                {
                    NotifyLater(waiting.Reader);
                }
            }
        }

        return TakeReadersToNotify();
    }

    // Under no lock. Who has been told may come again at once.
    private static void NotifyReaders(IOutputReader<TOutput>? first)
    {
        while (TryTakeFirst(ref first, out IOutputReader<TOutput>? reader))
        {
            reader.Notify();
        }
    }

    private void NotifyReadersOfEnd(IOutputReader<TOutput>? first)
    {
        while (TryTakeFirst(ref first, out IOutputReader<TOutput>? reader))
        {
            reader.NotifyOfEnd(LifeCycle.Reason);
        }
    }

    private static bool TryTakeFirst(ref IOutputReader<TOutput>? first, [NotNullWhen(true)] out IOutputReader<TOutput>? reader)
    {
        reader = first;
        if (reader is null)
        {
            return false;
        }

        first = reader.NextToNotify;
        reader.NextToNotify = null;
        return true;
    }
}
