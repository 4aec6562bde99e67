using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Hub;
using OrderedBlocks.Output;
using OrderedBlocks.Ring;

namespace OrderedBlocks.Streams;

/// <summary>
/// One enumeration of a sequence whose items are transformed by a block: the thread that enumerates goes through the source as well.
/// </summary>
/// <remarks>
/// It takes steps of the source while the output is not ready, and otherwise some steps in a row when the block has come to its refill
/// mark, since the block's workers and this thread disturb each other at each change of sides. An output that is ready waits for one step
/// at the most, or for as many as pass within a tick of the coarse clock (up to 16 ms).
/// </remarks>
internal sealed class BlockingEnumeration<TInput, TOutput>
{
    private readonly BlockCore<TInput, TOutput> _core;
    private readonly LinkedOutput<TOutput> _outputs;
    private readonly BlockingReader<TOutput> _reader = new();
    private readonly IEnumerable<TInput> _source;
    private readonly long _refillMark;
    private long _inside;
    private IEnumerator<TInput>? _items;
    private bool _isSourceOver;
    private bool _hasThrown;
    private Exception? _disposalError;

    private BlockingEnumeration(
        IEnumerable<TInput> source,
        BlockCore<TInput, TOutput> core,
        LinkedOutput<TOutput> outputs)
    {
        _source = source;
        _core = core;
        _outputs = outputs;
        outputs.ExpectReaders();
        _refillMark = core.RefillMark;
    }

    /// <summary>The sequence. Each enumerator is a run of its own, and begins with the first item that is asked for.</summary>
    /// <param name="source">What goes into the block.</param>
    /// <param name="createBlock">Creates the block.</param>
    /// <param name="cancellationToken">The block's: a run that has not begun does not begin any more.</param>
    public static IEnumerable<TOutput> Create(
        IEnumerable<TInput> source,
        Func<(BlockCore<TInput, TOutput> Core, LinkedOutput<TOutput> Outputs)> createBlock,
        CancellationToken cancellationToken) =>
        new Sequence<TOutput>(() => Enumerate(source, createBlock, cancellationToken));

    private static IEnumerable<TOutput> Enumerate(
        IEnumerable<TInput> source,
        Func<(BlockCore<TInput, TOutput> Core, LinkedOutput<TOutput> Outputs)> createBlock,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        (BlockCore<TInput, TOutput> core, LinkedOutput<TOutput> outputs) = createBlock();
        var run = new BlockingEnumeration<TInput, TOutput>(source, core, outputs);
        try
        {
            while (run.TryMove(out TOutput? output))
            {
                yield return output!;
            }
        }
        finally
        {
            run.Stop();
        }
    }

    private bool TryMove(out TOutput? output)
    {
        if (_inside <= _refillMark)
        {
            Refill();
        }

        while (true)
        {
            if (_outputs.TryRead(out output, out bool isOver))
            {
                _inside--;
                return true;
            }

            if (isOver)
            {
                ThrowWhatHasEndedIt();
                return false;
            }

            if (!TryStep())
            {
                _reader.Wait(_outputs);
            }
        }
    }

    // A slow source moves the clock, and so it takes one step.
    private void Refill()
    {
        long tick = Environment.TickCount64;
        while (TryStep() && Environment.TickCount64 == tick)
        {
        }
    }

    // Returns whether it has got anything done.
    private bool TryStep()
    {
        if (_isSourceOver)
        {
            return false;
        }

        AdmissionStatus room = _core.Input.LookForRoom();
        if (room == AdmissionStatus.Full)
        {
            return false;
        }

        Exception? error = null;
        try
        {
            if (room == AdmissionStatus.Admitted)
            {
                _items ??= _source.GetEnumerator();
                if (_items.MoveNext() && _core.Input.Post(_items.Current) == DataflowMessageStatus.Accepted)
                {
                    _inside++;
                    return true;
                }
            }
        }
        catch (Exception thrown)
        {
            // It comes out of the block, behind all that came before.
            error = thrown;
        }

        _isSourceOver = true;
        Dispose();
        _core.TryComplete(error ?? _disposalError);
        return true;
    }

    // The source's enumerator, once.
    private void Dispose()
    {
        IEnumerator<TInput>? items = _items;
        _items = null;
        try
        {
            items?.Dispose();
        }
        catch (Exception thrown)
        {
            // Whatever it is, it is handed on.
            _disposalError = thrown;
        }
    }

    private void ThrowWhatHasEndedIt()
    {
        if (_core.LifeCycle.Reason is { } reason)
        {
            _hasThrown = true;
            ExceptionDispatchInfo.Throw(reason);
        }
    }

    // Waits for running delegates, also if the thread is interrupted: that then ends its next wait.
    private void Stop()
    {
        _core.Cancel();
        Dispose();
        bool isInterrupted = false;
        while (!_core.Completion.IsCompleted)
        {
            try
            {
                _core.Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
            }
            catch (ThreadInterruptedException)
            {
                isInterrupted = true;
            }
        }

        if (isInterrupted)
        {
            Thread.CurrentThread.Interrupt();
        }

        if (!_hasThrown && _disposalError is { } error)
        {
            ExceptionDispatchInfo.Throw(error);
        }
    }
}
