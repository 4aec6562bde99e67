using System.Runtime.CompilerServices;
using ModelChecking;

namespace OrderedBlocks.Ring;

/// <summary>The slot of the model: its plain fields are watched for data races.</summary>
internal struct Slot<TInput, TOutput>
{
    public SlotState State;

    private TInput _input;
    private TOutput _output;
    private DataCell? _inputCell;
    private DataCell? _outputCell;

    public TInput Input
    {
        get
        {
            ModelRun.Current.ReadData(_inputCell ??= ModelRun.CreateData(), HashOf(_input));
            return _input;
        }

        set
        {
            ModelRun.Current.WriteData(_inputCell ??= ModelRun.CreateData(), HashOf(value));
            _input = value;
        }
    }

    public TOutput Output
    {
        get
        {
            ModelRun.Current.ReadData(_outputCell ??= ModelRun.CreateData(), HashOf(_output));
            return _output;
        }

        set
        {
            ModelRun.Current.WriteData(_outputCell ??= ModelRun.CreateData(), HashOf(value));
            _output = value;
        }
    }

    /// <summary>Gives the slot its cells while the scenario is set.</summary>
    public void Touch()
    {
        _ = State.Read();
        _inputCell = ModelRun.CreateData();
        _outputCell = ModelRun.CreateData();
    }

    private static int HashOf<T>(T value) => value is ValueType ? value.GetHashCode() : 0;
}
