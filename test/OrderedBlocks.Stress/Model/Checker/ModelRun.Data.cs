namespace ModelChecking;

/// <content>
/// The plain fields. Two executions that come to the same state must also agree on which accesses are ordered: who would race in
/// the one would race in the other.
/// </content>
public sealed partial class ModelRun
{
    // Those that were accessed, and the words that order accesses.
    private readonly List<DataCell> _data = [];
    private readonly List<Cell> _published = [];

    /// <summary>Creates a cell; see <see cref="CreateCellAtFirstUse"/>.</summary>
    public static DataCell CreateData()
    {
        var cell = new DataCell();
        if (s_thread is null && s_current is { } run)
        {
            run.Know(cell);
        }

        return cell;
    }

    /// <summary>A plain field is read.</summary>
    public void ReadData(DataCell cell, int valueHash)
    {
        if (!IsDirect)
        {
            ModelThread thread = s_thread!;
            Know(cell);
            thread.History = Mix.In(thread.History, valueHash);
            RequireOrdered(thread, cell.Writer, cell.WrittenAt);
            cell.ReadAt ??= new int[MostThreads];
            cell.ReadAt[thread.Id] = thread.Clock[thread.Id];
        }
    }

    /// <summary>A plain field is written.</summary>
    public void WriteData(DataCell cell, int valueHash)
    {
        if (!IsDirect)
        {
            ModelThread thread = s_thread!;
            Know(cell);
            RequireOrdered(thread, cell.Writer, cell.WrittenAt);
            for (int reader = 0; cell.ReadAt is not null && reader < MostThreads; reader++)
            {
                if (cell.ReadAt[reader] > 0)
                {
                    RequireOrdered(thread, reader, cell.ReadAt[reader]);
                }
            }

            cell.Writer = thread.Id;
            cell.WrittenAt = thread.Clock[thread.Id];
            cell.ReadAt = null;
            cell.ValueHash = valueHash;
        }
    }

    private void Know(DataCell cell)
    {
        if (cell.Id == 0)
        {
            cell.Id = NewId();
            _data.Add(cell);
        }
    }

    private void RequireOrdered(ModelThread thread, int other, int at)
    {
        if (other >= 0 && other != thread.Id && thread.Clock[other] < at)
        {
            Fail($"Data race: {thread.Name} and {_threads[other].Name} access a slot's field, and no word orders them.");
        }
    }

    // The values, and which accesses are ordered before whoever goes on, and before whoever reads a word.
    private ulong HashData()
    {
        ulong hash = 0;
        foreach (DataCell data in _data)
        {
            hash += Mix.In(data.Id, data.ValueHash);
            foreach (ModelThread thread in _threads)
            {
                ulong place = Mix.In(data.Id, (ulong)thread.Id);
                hash += Mix.In(place, data.OrderedBefore(thread.Clock));
                foreach (StoreBuffer.Store store in thread.Buffer.Stores)
                {
                    place = Mix.In(place, 23L);
                    hash += Mix.In(place, data.OrderedBefore(store.Clock));
                }
            }

            foreach (Cell cell in _published)
            {
                hash += Mix.In(Mix.In(data.Id, cell.Id), data.OrderedBefore(cell.Clock!));
            }
        }

        return hash;
    }
}
